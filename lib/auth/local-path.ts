const ORIGIN = "http://local.invalid";

/**
 * The value when it is a path on this site, otherwise `/`. Everything that a browser could read as another site's address
 * ("//evil.example", "/\evil.example", "https:…", control characters) becomes `/`.
 */
export function toLocalPath(value: unknown): string {
  if (typeof value !== "string" || !isLocalPath(value)) return "/";
  const url = URL.parse(value, ORIGIN);
  if (url?.origin !== ORIGIN) return "/";
  // Once more: "/..//evil.example" is a path only until the dots are taken out.
  const path = `${url.pathname}${url.search}${url.hash}`;
  return isLocalPath(path) ? path : "/";
}

function isLocalPath(text: string): boolean {
  return /^\/(?!\/)[\x21-\x7e]*$/.test(text) && !text.includes("\\");
}
