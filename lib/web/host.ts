// The Host header comes from outside and is never used to make an address. A local server also refuses foreign hosts:
// a web page could point its own name at 127.0.0.1 (DNS rebinding) and read the local mailbox with its sign-in links.
import type { IncomingHttpHeaders } from "node:http";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export type HostVerdict = { kind: "serve" } | { kind: "redirect"; location: string } | { kind: "refuse" };

type Asked = { host: string | undefined; method: string; url: string; wantsPage: boolean };

/**
 * What to do with a request for pages, given the one address people are meant to use. Other names of this machine
 * are led to that address, because cookies and the Origin check know only that one.
 */
export function judgeHost(asked: Asked, baseUrl: string): HostVerdict {
  const base = new URL(baseUrl);
  // Behind a proxy the Host may be anything; nothing is made of it.
  if (!LOOPBACK.test(base.hostname)) return { kind: "serve" };
  const host = URL.parse(`http://${asked.host ?? ""}`);
  if (host === null || !LOOPBACK.test(host.hostname)) return { kind: "refuse" };
  const isOtherName = host.hostname !== base.hostname && host.port === base.port;
  if (!isOtherName || !asked.wantsPage || asked.method !== "GET") return { kind: "serve" };
  return { kind: "redirect", location: `${base.origin}${samePath(asked.url)}` };
}

// "//evil.example" would be an address of its own when put behind nothing; behind our origin it is only a path.
function samePath(url: string): string {
  return url.startsWith("/") ? url : "/";
}

const FORWARDED = /^(x-forwarded-|forwarded$|x-real-ip$|x-original-|x-rewrite-)/;

/** Makes the headers say what we know instead of what the client claims. */
export function dropClientClaims(headers: IncomingHttpHeaders, baseUrl: string): void {
  for (const name of Object.keys(headers)) if (FORWARDED.test(name)) delete headers[name];
  headers.host = new URL(baseUrl).host;
}
