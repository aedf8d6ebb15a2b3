const LOOPBACK = /^(?:localhost|[a-z0-9.-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * The address as a browser would open it, for a page that a buyer comes back to: https, or http on this machine, and without a
 * name or password in it. Null for anything else.
 */
export function readReturnUrl(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.username !== "" || url.password !== "") return null;
  const isSafe = url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname));
  return isSafe ? url.href : null;
}
