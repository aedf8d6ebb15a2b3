const ORIGIN = "http://local.invalid";

/**
 * The value when it is a path on this site, otherwise `/`. Everything that a browser could read as another site's address
 * ("//evil.example", "/\evil.example", "https:…", control characters) becomes `/`.
 */
export function toLocalPath(value: unknown): string {
  if (typeof value !== "string" || !/^\/(?![/\\])[\x21-\x7e]*$/.test(value) || value.includes("\\"))
    return "/";
  const url = URL.parse(value, ORIGIN);
  return url?.origin === ORIGIN ? `${url.pathname}${url.search}${url.hash}` : "/";
}
