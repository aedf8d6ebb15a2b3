import { createMiddleware } from "hono/factory";
import { baseLogger } from "#lib/log/logger.ts";
import { requestContext, runInRequest } from "#lib/log/request-context.ts";
import { toRequestId } from "#lib/web/request-id.ts";
import type { ApiEnv } from "./api-env.ts";

/** Reads the clock once, and gives the call an id where no front door has done so before. */
export function requestScope(clock: () => Date) {
  return createMiddleware<ApiEnv>(async (context, next) => {
    context.set("now", clock());
    context.header("Cache-Control", "no-store");
    if (requestContext()) return next();
    const requestId = toRequestId(context.req.header("X-Request-Id"));
    context.header("X-Request-Id", requestId);
    const log = baseLogger().child({ requestId });
    return runInRequest({ requestId, log, remoteAddress: "unknown", appendHeader: () => undefined }, next);
  });
}
