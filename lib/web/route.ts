import { unstable_rethrow } from "next/navigation";
import { getViewer } from "#lib/auth/session.ts";
import { AppError, UnauthorizedError } from "#lib/core/errors.ts";
import type { UserViewer } from "#lib/core/viewer.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/logger.ts";
import { type Failure, failure, toFailure } from "./failure.ts";
import { statusOf } from "./http-status.ts";
import { isSameOrigin } from "./same-origin.ts";

type Context<Params> = { params: Promise<Params> };
type RouteHandler<Params> = (request: Request, context: Context<Params>) => Promise<Response>;
type Asked<Params> = { request: Request; params: Params };

/** A route handler for the signed-in person. Answers failures as JSON: 401, 403, 404, 503 … with code and reference. */
export function route<Params = Record<string, never>>(
  handler: (viewer: UserViewer, asked: Asked<Params>) => Promise<Response>,
): RouteHandler<Params> {
  return publicRoute(async (asked) => {
    const viewer = await getViewer();
    if (!viewer) throw new UnauthorizedError();
    return handler(viewer, asked);
  });
}

/** A route handler for anybody. Whatever is not a read must come from our own pages. */
export function publicRoute<Params = Record<string, never>>(
  handler: (asked: Asked<Params>) => Promise<Response>,
): RouteHandler<Params> {
  return async (request, { params }) => {
    try {
      if (request.method !== "GET" && !isSameOrigin(request.headers, env().baseUrl)) return refuseOrigin();
      return await handler({ request, params: await params });
    } catch (error) {
      // Ours first: a NotFoundError carries Next's mark for pages, and here it is an answer like any other.
      if (!(error instanceof AppError)) unstable_rethrow(error);
      return toResponse(toFailure(error));
    }
  };
}

function refuseOrigin(): Response {
  log().warn("a request from another origin was refused");
  return toResponse(failure("bad_origin"));
}

function toResponse(failed: Failure): Response {
  const headers: Record<string, string> = { "Cache-Control": "no-store" };
  if (failed.retryAfterSeconds !== undefined) headers["Retry-After"] = String(failed.retryAfterSeconds);
  return Response.json(failed, { status: statusOf(failed.code), headers });
}
