import type { Hono } from "hono";
import { pool } from "#lib/db/pool.ts";
import { engine } from "#lib/ledger/engine.ts";
import { watchDatabase } from "#lib/web/database-watch.ts";
import type { ApiEnv } from "./api-env.ts";

/** Liveness says that the process answers; readiness that it can do its work: the database answers, and the ledger takes more. */
export function addHealth(api: Hono<ApiEnv>): void {
  const isDatabaseUp = watchDatabase(() => pool().query("SELECT 1"));
  api.get("/healthz", (context) => context.json({ status: "ok" }));
  api.get("/readyz", async (context) => {
    const isUp = await isDatabaseUp();
    const { size, most } = engine().queue;
    if (isUp && size < most) return context.json({ status: "ready" });
    const waitsFor = isUp ? "queue" : "database";
    return context.json({ status: "unavailable", waitsFor }, 503, { "Retry-After": "1" });
  });
}
