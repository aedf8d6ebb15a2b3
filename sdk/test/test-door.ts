// For tests: the real API behind a real port, and a proxy in front of it that fails on order.
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, afterEach, beforeAll } from "vitest";
import { createApi } from "../../lib/api/app.ts";
import { KEY, openTestApi, type TestApi } from "../../lib/api/test-client.ts";
import { Headroom, type HeadroomOptions } from "../src/headroom.ts";

/** What becomes of one request at the proxy. */
type Fate =
  | "pass"
  /** The API does its work, and the caller never hears of it. */
  | "drop the answer"
  /** The API does its work, and half of the answer arrives. */
  | "cut the answer"
  /** The API hears nothing. */
  | "refuse the connection"
  | { status: number; headers?: Record<string, string>; body?: string };

type Seen = { method: string; path: string; key: string | undefined };

export type TestDoor = {
  readonly api: TestApi;
  /** The fates of the next requests, in order; after them all pass. */
  fates: Fate[];
  /** What arrived at the proxy. */
  readonly seen: Seen[];
  /** How long the client meant to wait before each retry, in milliseconds. No test waits that long. */
  readonly waits: number[];
  client(over?: Partial<HeadroomOptions>): Headroom;
};

export function openTestDoor(): TestDoor {
  const api = openTestApi();
  const servers: Server[] = [];
  let proxyUrl = "";
  beforeAll(async () => {
    const door = await listen(servers, getRequestListener(createApi(() => api.now).fetch));
    proxyUrl = await listen(servers, (request, response) => {
      judge(door, test, request, response).catch(() => response.destroy());
    });
  });
  afterAll(() => {
    for (const server of servers) server.close().closeAllConnections();
  });
  afterEach(() => {
    test.fates = [];
    test.seen.length = 0;
    test.waits.length = 0;
  });
  const test: TestDoor = {
    api,
    fates: [],
    seen: [],
    waits: [],
    client: (over = {}) =>
      new Headroom({
        baseUrl: proxyUrl,
        apiKey: KEY,
        wait: async (milliseconds) => {
          test.waits.push(milliseconds);
        },
        ...over,
      }),
  };
  return test;
}

async function listen(servers: Server[], listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${portOf(server.address())}`;
}

function portOf(address: string | AddressInfo | null): number {
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function judge(door: string, test: TestDoor, request: IncomingMessage, response: ServerResponse) {
  const { method = "GET", url = "/", headers } = request;
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  test.seen.push({ method, path: url, key: headers["idempotency-key"]?.toString() });
  const fate = test.fates.shift() ?? "pass";
  if (fate === "refuse the connection") return response.destroy();
  if (typeof fate === "object") return response.writeHead(fate.status, fate.headers).end(fate.body ?? "");
  const passed = new Headers();
  for (const name of ["authorization", "content-type", "idempotency-key", "accept"]) {
    const value = headers[name];
    if (typeof value === "string") passed.set(name, value);
  }
  const init = { method, headers: passed };
  const answer = await fetch(
    `${door}${url}`,
    chunks.length > 0 ? { ...init, body: Buffer.concat(chunks) } : init,
  );
  const text = await answer.text();
  if (fate === "drop the answer") return response.destroy();
  response.writeHead(answer.status, {
    ...Object.fromEntries(answer.headers),
    "content-length": Buffer.byteLength(text),
  });
  if (fate === "pass") return response.end(text);
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}
