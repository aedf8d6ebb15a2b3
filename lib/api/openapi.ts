import type { OpenAPIHono } from "@hono/zod-openapi";
import { env } from "#lib/env.ts";
import type { ApiEnv } from "./api-env.ts";
import { describeCalls } from "./describe.ts";

/** The contract as OpenAPI 3.1, from the schemas that validate. It holds nothing of a customer, so it needs no key. */
export function addOpenapi(v1: OpenAPIHono<ApiEnv>): void {
  v1.openAPIRegistry.registerComponent("securitySchemes", "key", {
    type: "http",
    scheme: "bearer",
    description: KEYS,
  });
  v1.get("/openapi.json", (context) => context.json(toDocument(v1)));
}

const KEYS =
  "The platform's key (hrp_...) may make every call. A workspace's own (hrw_...) may call for its workspace, as its scopes allow: read, meter.";

function toDocument(v1: OpenAPIHono<ApiEnv>) {
  const document = v1.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Headroom",
      version: "1",
      description: "Ask before work starts, debit when it runs, and read what was used.",
    },
    servers: [{ url: `${env().baseUrl}/api/v1` }],
  });
  return { ...document, paths: describeCalls(document.paths ?? {}) };
}
