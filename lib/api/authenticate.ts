import { createHash, timingSafeEqual } from "node:crypto";
import { createMiddleware } from "hono/factory";
import { UnauthorizedError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { env } from "#lib/env.ts";
import type { ApiEnv } from "./api-env.ts";

/** Lets a call pass with its viewer, or refuses it before anything of it is read. */
export const authenticate = createMiddleware<ApiEnv>(async (context, next) => {
  const viewer = viewerOf(context.req.header("Authorization"));
  if (!viewer) throw new UnauthorizedError("The API key is missing or not valid.");
  context.set("viewer", viewer);
  await next();
});

/** Who a key belongs to. Each kind of key answers for its own. */
function viewerOf(authorization: string | undefined): Viewer | null {
  const key = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
  if (key === undefined) return null;
  return platformViewer(key);
}

function platformViewer(key: string): Viewer | null {
  const { platformApiKey } = env();
  return platformApiKey && isSame(key, platformApiKey) ? { kind: "platform", keyId: null } : null;
}

/** Compares digests, which have one length, in a time that does not depend on where they differ. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
