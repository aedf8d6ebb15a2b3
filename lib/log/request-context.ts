// What belongs to one request from the edge to the last log line. Kept on globalThis, because the Next bundle
// and server.ts hold two copies of this module and must see the same request.
import { AsyncLocalStorage } from "node:async_hooks";
import type { Logger } from "pino";

export type RequestContext = {
  /** Also the X-Request-Id of the answer and the reference that people see when something fails. */
  readonly requestId: string;
  readonly log: Logger;
  /** The other end of the connection; behind a proxy, the proxy. */
  readonly remoteAddress: string;
  /** Adds a response header; does nothing once the answer has begun. */
  readonly appendHeader: (name: string, value: string) => void;
};

const holder = globalThis as typeof globalThis & { headroomRequests?: AsyncLocalStorage<RequestContext> };

function storage(): AsyncLocalStorage<RequestContext> {
  holder.headroomRequests ??= new AsyncLocalStorage();
  return holder.headroomRequests;
}

/** The request being answered; undefined in jobs, scripts and at start. */
export function requestContext(): RequestContext | undefined {
  return storage().getStore();
}

/** Runs `work` as part of a request. */
export function runInRequest<T>(context: RequestContext, work: () => T): T {
  return storage().run(context, work);
}

/** The reference people can quote; "none" outside of a request. */
export function requestId(): string {
  return requestContext()?.requestId ?? "none";
}
