import type { Hono } from "hono";
import { pool } from "#lib/db/pool.ts";
import { watchDatabase } from "#lib/web/database-watch.ts";
import type { ApiEnv } from "./api-env.ts";

/** Liveness says that the process answers; readiness that it can do its work. */
export function addHealth(api: Hono<ApiEnv>): void {
  const isDatabaseUp = watchDatabase(() => pool().query("SELECT 1"));
  api.get("/healthz", (context) => context.json({ status: "ok" }));
  api.get("/readyz", async (context) => {
    if (await isDatabaseUp()) return context.json({ status: "ready" });
    return context.json({ status: "unavailable" }, 503, { "Retry-After": "1" });
  });
}
