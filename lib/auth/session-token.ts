// The database keeps only hashes of session tokens: whoever reads a backup cannot sign in with it.
import { createHash, randomBytes } from "node:crypto";

/** What the cookie holds: 256 random bits, URL-safe. */
export function newSessionToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What the table holds. */
export function hashSessionToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
