import { timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { UnauthorizedError } from "#lib/core/errors.ts";
import { RecentMap } from "#lib/core/recent-map.ts";
import type { KeyViewer } from "#lib/core/viewer.ts";
import { keyRing } from "#lib/db/api-key-ring.ts";
import { digestOf } from "#lib/db/api-keys.ts";
import { env } from "#lib/env.ts";
import { requestContext } from "#lib/log/request-context.ts";
import type { ApiEnv } from "./api-env.ts";
import { countCall, createBuckets, uncountCall } from "./rate-limits.ts";

const ofKeys = createBuckets();
const ofRefused = createBuckets();

/** Lets a call pass with its viewer, or refuses it before anything of it is read. */
export const authenticate = createMiddleware<ApiEnv>(async (context, next) => {
  const now = context.get("now");
  const found = viewerOf(context.req.header("Authorization"), now);
  const viewer = found instanceof Promise ? await found : found;
  if (!viewer) return refuse(now);
  context.set("viewer", viewer);
  context.set("rateLimit", countCall(ofKeys, nameOf(viewer), rateOf(viewer), now));
  await next();
  const scope = requestContext();
  for (const [name, value] of Object.entries(context.get("rateLimit"))) scope?.appendHeader(name, value);
});

/** Counts a batch as its items: until it was read, it counted as one call. Throws `rate_limited` when they are too many now. */
export function countItems(context: Context<ApiEnv>, items: number): void {
  const viewer = context.get("viewer");
  const name = nameOf(viewer);
  uncountCall(ofKeys, name);
  // A refusal says by itself what is left.
  context.set("rateLimit", {});
  context.set("rateLimit", countCall(ofKeys, name, rateOf(viewer), context.get("now"), items));
}

function nameOf({ keyId }: KeyViewer): string {
  return keyId ?? "environment";
}

/** Whoever tries without a valid key is slowed down. A valid one is never refused for what others behind its address do. */
function refuse(now: Date): never {
  const address = requestContext()?.remoteAddress ?? "unknown";
  countCall(ofRefused, address, env().rateLimits.refused, now);
  throw new UnauthorizedError("The API key is missing or not valid.");
}

function rateOf({ kind }: KeyViewer): number {
  const { platform, workspace } = env().rateLimits;
  return kind === "platform" ? platform : workspace;
}

const BEARER = /^Bearer +(\S+) *$/i;

function viewerOf(authorization: string | undefined, now: Date) {
  const secret = BEARER.exec(authorization ?? "")?.[1];
  if (secret === undefined) return null;
  return isFromEnvironment(secret) ? ENVIRONMENT : keyRing().find(secret, now.getTime());
}

const ENVIRONMENT: KeyViewer = { kind: "platform", keyId: null };

let expected: { key: string; digest: Buffer } | null = null;

/** Compares digests, which have one length, in a time that does not depend on where they differ. */
function isFromEnvironment(secret: string): boolean {
  const { platformApiKey } = env();
  if (platformApiKey === undefined) return false;
  if (expected?.key !== platformApiKey) {
    expected = { key: platformApiKey, digest: digestOf(platformApiKey) };
  }
  return timingSafeEqual(knownDigestOf(secret), expected.digest);
}

const digests = new RecentMap<string, Buffer>(1000);
const LONGEST_REMEMBERED = 128;

/** Once for each key that calls: hashing costs more than the rest of this file. */
function knownDigestOf(secret: string): Buffer {
  const known = digests.get(secret);
  if (known) return known;
  const digest = digestOf(secret);
  if (secret.length <= LONGEST_REMEMBERED) digests.set(secret, digest);
  return digest;
}
