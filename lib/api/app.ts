import { Hono } from "hono";
import { pool } from "#lib/db/pool.ts";

/** The door for programs. */
export function createApi(): Hono {
  const api = new Hono();
  api.get("/healthz", (context) => context.json({ status: "ok" }));
  api.get("/readyz", async (context) => {
    try {
      await pool().query("SELECT 1");
      return context.json({ status: "ready" });
    } catch {
      return context.json({ status: "unavailable" }, 503, { "Retry-After": "1" });
    }
  });
  return api;
}
