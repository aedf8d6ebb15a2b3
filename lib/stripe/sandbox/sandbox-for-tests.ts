// For tests: a sandbox in memory with a clock of its own, the official client on it, and a place where webhooks arrive.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import Stripe from "stripe";
import { API_VERSION } from "../api-version.ts";
import type { Button } from "./payment.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "./start-sandbox.ts";

export const SECRET_KEY = "sk_test_sandbox";
export const WEBHOOK_SECRET = "whsec_sandbox";

type Inbox = {
  url: string;
  /** What has arrived, oldest first. */
  readonly received: { signature: string; body: string; event: Stripe.Event }[];
  /** Answers of the next deliveries; afterwards 200. */
  answers: number[];
  close(): Promise<void>;
};

export type TestSandbox = {
  sandbox: Sandbox;
  client: Stripe;
  inbox: Inbox;
  /** The sandbox's clock stands still until a test moves it. */
  advance(ms: number): void;
  now(): Date;
  close(): Promise<void>;
};

/** Starts one; `close` throws when a request came that no endpoint serves. */
export async function startTestSandbox(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const inbox = await openInbox();
  let now = Date.now();
  const sandbox = await startSandbox({
    webhookUrl: inbox.url,
    webhookSecret: WEBHOOK_SECRET,
    secretKey: SECRET_KEY,
    storage: null,
    now: () => new Date(now),
    ...options,
  });
  return {
    sandbox,
    inbox,
    client: clientFor(sandbox.apiBase),
    now: () => new Date(now),
    advance: (ms) => {
      now += ms;
      sandbox.controls.webhooks.nudge();
    },
    async close() {
      await sandbox.close();
      await inbox.close();
      const { unknownRequests } = sandbox.controls;
      if (unknownRequests.length > 0) throw new Error(`The sandbox has no ${unknownRequests.join(", ")}`);
    },
  };
}

/** The official client on a sandbox, without retries unless asked for. */
export function clientFor(
  apiBase: string,
  config: { maxNetworkRetries?: number; timeout?: number } = {},
): Stripe {
  const { hostname, port } = new URL(apiBase);
  return new Stripe(SECRET_KEY, {
    apiVersion: API_VERSION,
    host: hostname,
    port,
    protocol: "http",
    telemetry: false,
    maxNetworkRetries: 0,
    ...config,
  });
}

/** Presses a button as a browser's form does, following nothing. Resolves to the status and where it leads. */
export async function pressButton(
  url: string,
  button: Button,
): Promise<{ status: number; location: string | null }> {
  const response = await fetch(url, {
    method: "POST",
    body: new URLSearchParams({ button }),
    redirect: "manual",
  });
  await response.text();
  return { status: response.status, location: response.headers.get("location") };
}

async function openInbox(): Promise<Inbox> {
  const received: Inbox["received"] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    received.push({ signature: String(request.headers["stripe-signature"]), body, event: JSON.parse(body) });
    response.writeHead(inbox.answers.shift() ?? 200).end();
  });
  const inbox: Inbox = {
    url: await listen(server),
    received,
    answers: [],
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return inbox;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" ? `http://127.0.0.1:${address?.port}/webhook` : "";
}
