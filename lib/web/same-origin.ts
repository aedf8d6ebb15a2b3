// Every write that a browser can send must come from our own pages. Next compares Origin with Host; we trust no Host.

/** True when the request's Origin is exactly ours. A missing one is refused: every browser sends it with a POST. */
export function isSameOrigin(headers: Headers, baseUrl: string): boolean {
  return headers.get("origin") === new URL(baseUrl).origin;
}
