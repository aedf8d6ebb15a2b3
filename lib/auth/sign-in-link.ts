import { createHash, randomBytes } from "node:crypto";
import { keepVerificationToken } from "#lib/db/people.ts";
import { env } from "#lib/env.ts";
import { toLocalPath } from "./local-path.ts";

export const LINK_MINUTES = 30;

/**
 * Makes a one-time link that signs `email` in and then leads to `path`. Valid for 30 minutes. The token's hash is kept as
 * next-auth 4 does for its e-mail provider (SHA-256 of token and secret), so next-auth's own callback redeems it.
 */
export async function createSignInLink(email: string, path: string, now: Date): Promise<string> {
  const { authSecret, baseUrl } = env();
  const token = randomBytes(32).toString("hex");
  const hashed = createHash("sha256").update(`${token}${authSecret}`).digest("hex");
  const expires = new Date(now.getTime() + LINK_MINUTES * 60_000);
  await keepVerificationToken(email, hashed, { now, expires });
  const query = new URLSearchParams({ callbackUrl: toLocalPath(path), token, email });
  return `${baseUrl}/api/auth/callback/email?${query}`;
}
