import type { OpenAPIHono } from "@hono/zod-openapi";
import { env } from "#lib/env.ts";
import type { ApiEnv } from "./api-env.ts";

/** The contract as OpenAPI 3.1, from the schemas that validate. It holds nothing of a customer, so it needs no key. */
export function addOpenapi(v1: OpenAPIHono<ApiEnv>): void {
  v1.openAPIRegistry.registerComponent("securitySchemes", "key", { type: "http", scheme: "bearer" });
  v1.get("/openapi.json", (context) => context.json(toDocument(v1)));
}

function toDocument(v1: OpenAPIHono<ApiEnv>) {
  return v1.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Headroom",
      version: "1",
      description: "Ask before work starts, debit when it runs, and read what was used.",
    },
    servers: [{ url: `${env().baseUrl}/api/v1` }],
  });
}
