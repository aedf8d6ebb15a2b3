import type { Hono, MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { pool } from "#lib/db/pool.ts";
import { engine } from "#lib/ledger/engine.ts";
import type { ApiEnv } from "./api-env.ts";

type Metrics = { registry: Registry; calls: Histogram<"method" | "route" | "status"> };

const holder = globalThis as typeof globalThis & { headroomMetrics?: Metrics };

/** The metrics of the process: made once, since the default ones watch it for as long as it lives. */
function metrics(): Metrics {
  holder.headroomMetrics ??= createMetrics();
  return holder.headroomMetrics;
}

function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "headroom_" });
  const calls = new Histogram({
    name: "headroom_api_duration_seconds",
    help: "Time to answer a call, by route and status",
    labelNames: ["method", "route", "status"] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  new Gauge({
    name: "headroom_database_connections",
    help: "Connections of the pool, and callers that wait for one",
    labelNames: ["state"] as const,
    registers: [registry],
    collect() {
      const { totalCount, idleCount, waitingCount } = pool();
      this.set({ state: "open" }, totalCount);
      this.set({ state: "idle" }, idleCount);
      this.set({ state: "waiting" }, waitingCount);
    },
  });
  new Gauge({
    name: "headroom_ledger_queue",
    help: "Postings taken and not answered yet, and how many may be",
    labelNames: ["state"] as const,
    registers: [registry],
    collect() {
      const { size, most } = engine().queue;
      this.set({ state: "waiting" }, size);
      this.set({ state: "most" }, most);
    },
  });
  return { registry, calls };
}

/** Times every call by its route's pattern, so that no id of a caller becomes a label. */
export const measure: MiddlewareHandler<ApiEnv> = async (context, next) => {
  const stop = metrics().calls.startTimer();
  await next();
  const route = context.res.status === 404 ? "any" : routePath(context, -1);
  stop({ method: context.req.method, route, status: context.res.status });
};

export function addMetrics(api: Hono<ApiEnv>): void {
  api.get("/metrics", async (context) => {
    const { registry } = metrics();
    return context.text(await registry.metrics(), 200, { "Content-Type": registry.contentType });
  });
}
