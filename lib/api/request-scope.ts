import { createMiddleware } from "hono/factory";
import { baseLogger } from "#lib/log/logger.ts";
import { requestContext, runInRequest } from "#lib/log/request-context.ts";
import { toRequestId } from "#lib/web/request-id.ts";
import type { ApiEnv } from "./api-env.ts";

/** Reads the clock once, and does for the call what the front door does where there is none. */
export function requestScope(clock: () => Date) {
  return createMiddleware<ApiEnv>(async (context, next) => {
    context.set("now", clock());
    if (requestContext()) return next();
    context.header("Cache-Control", "no-store");
    const requestId = toRequestId(context.req.header("X-Request-Id"));
    context.header("X-Request-Id", requestId);
    const log = baseLogger().child({ requestId });
    const appendHeader = (name: string, value: string) => context.header(name, value, { append: true });
    return runInRequest({ requestId, log, remoteAddress: "unknown", appendHeader }, next);
  });
}
