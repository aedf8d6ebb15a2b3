// next-auth's codes (Verification, AccessDenied, ...) and ours, as keys of the catalogue.
const KEYS: Readonly<Record<string, string>> = {
  Verification: "error.verification",
  AccessDenied: "error.accessDenied",
  Email: "error.email",
  RateLimited: "error.rateLimited",
  BadOrigin: "error.badOrigin",
};

/** The sentence to show for the `error` of the address; undefined when there is none. */
export function signInErrorKey(error: string | undefined): string | undefined {
  if (error === undefined) return undefined;
  return Object.hasOwn(KEYS, error) ? (KEYS[error] ?? "error.other") : "error.other";
}
