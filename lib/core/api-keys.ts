// What an API key is made of, and what whoever makes one has to say.
import { err, ok, type Result } from "./result.ts";
import { KEY_SCOPES, type KeyScope } from "./viewer.ts";

/** hrp_ opens every workspace, hrw_ one; then 32 random bytes in base64url. */
const SECRET = /^hr[pw]_[A-Za-z0-9_-]{43}$/;

/** Keys that are not revoked, of one workspace or of the platform: as many as a person can still tell apart on one page. */
export const MAX_ACTIVE_KEYS = 100;
const MAX_NAME = 80;

/** True for a text that we may have given out as a key. Anything else need not be looked up. */
export function isKeySecret(text: string): boolean {
  return SECRET.test(text);
}

/** `random` is 32 random bytes in base64url. */
export function toKeySecret(random: string, isPlatform: boolean): string {
  return `${isPlatform ? "hrp" : "hrw"}_${random}`;
}

/** A new key as it was filled in. */
export type KeyForm = { name: string; scopes: readonly KeyScope[]; reason: string };

/** `reason` is null where none is asked for and none was given. */
export type KeyTerms = { name: string; scopes: KeyScope[]; reason: string | null };

type KeyFault = "missing" | "too_long";
export type KeyProblem = { field: "name" | "scopes" | "reason"; fault: KeyFault };

/** Reads a filled-in form. A key of the platform has every scope; who acts for the platform says why. */
export function toKeyTerms(
  { name, scopes, reason }: KeyForm,
  { isPlatform, needsReason }: { isPlatform: boolean; needsReason: boolean },
): Result<KeyTerms, KeyProblem[]> {
  const terms = {
    name: cleaned(name),
    scopes: KEY_SCOPES.filter((scope) => isPlatform || scopes.includes(scope)),
    reason: cleaned(reason) || null,
  };
  const problems: KeyProblem[] = [];
  if (terms.name === "") problems.push({ field: "name", fault: "missing" });
  if (terms.name.length > MAX_NAME) problems.push({ field: "name", fault: "too_long" });
  if (terms.scopes.length === 0) problems.push({ field: "scopes", fault: "missing" });
  if (needsReason && terms.reason === null) problems.push({ field: "reason", fault: "missing" });
  return problems.length > 0 ? err(problems) : ok(terms);
}

/** Without a NUL, which the database cannot keep and nobody types. */
function cleaned(text: string): string {
  return text.replaceAll("\0", "").trim();
}
