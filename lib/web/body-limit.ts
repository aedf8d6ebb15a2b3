import type { IncomingMessage } from "node:http";

const KIB = 1024;
export const WEBHOOK_PATH = "/api/stripe/webhook";

/** How many bytes a body sent to this path may have. */
export function bodyLimit(path: string): number {
  return path === WEBHOOK_PATH ? 256 * KIB : 1024 * KIB;
}

/** True when the body's announced length is already too much. */
export function announcesTooMuch(request: IncomingMessage, maxBytes: number): boolean {
  const announced = Number(request.headers["content-length"] ?? 0);
  return !(announced <= maxBytes);
}

/**
 * Counts a body of unknown length as it arrives, for both doors, before anybody reads it. Beyond the limit nothing more
 * is passed on and `onExceeded` is called once. (Listening to "data" instead would start the flow too early.)
 */
export function countBody(request: IncomingMessage, maxBytes: number, onExceeded: () => void): void {
  const push = request.push.bind(request);
  let bytes = 0;
  let exceeded = false;
  request.push = (chunk, encoding) => {
    if (exceeded) return false;
    bytes += chunk?.length ?? 0;
    if (bytes <= maxBytes) return push(chunk, encoding);
    exceeded = true;
    onExceeded();
    return false;
  };
}
