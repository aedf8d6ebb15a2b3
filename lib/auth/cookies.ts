import type { CookiesOptions } from "next-auth";

export const SESSION_SECONDS = 30 * 24 * 60 * 60;

/**
 * The names of our cookies. On https they carry the prefix that binds them to this very host. On http the port is part of
 * the name, because browsers share cookies between the ports of a host, and two copies on one machine are two accounts.
 */
export function cookieName(baseUrl: string, what: "session" | "csrf" | "callback"): string {
  const { protocol, port } = new URL(baseUrl);
  return protocol === "https:" ? `__Host-headroom.${what}` : `headroom-${port || "80"}.${what}`;
}

/** Never readable by scripts, never sent with a request that another site starts (but for following a link). */
function cookieFlags(baseUrl: string) {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: baseUrl.startsWith("https:") } as const;
}

/** The same for next-auth. */
export function authCookies(baseUrl: string): Partial<CookiesOptions> {
  const options = cookieFlags(baseUrl);
  return {
    sessionToken: { name: cookieName(baseUrl, "session"), options },
    csrfToken: { name: cookieName(baseUrl, "csrf"), options },
    callbackUrl: { name: cookieName(baseUrl, "callback"), options },
  };
}

/** A Set-Cookie line that keeps the browser's session cookie for another 30 days. */
export function renewedSessionCookie(baseUrl: string, token: string): string {
  const secure = baseUrl.startsWith("https:") ? "; Secure" : "";
  const name = cookieName(baseUrl, "session");
  return `${name}=${token}; Path=/; Max-Age=${SESSION_SECONDS}; HttpOnly; SameSite=Lax${secure}`;
}
