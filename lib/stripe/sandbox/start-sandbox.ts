// A small Stripe on loopback, for the demo and the tests. With a real key the same client talks to Stripe instead.
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { createApi } from "./api.ts";
import { createFaults, type Faults } from "./faults.ts";
import { expireDueSessions } from "./objects/checkout-session.ts";
import { createPages } from "./pages/pages.ts";
import { openStore, type Store } from "./store.ts";
import { createWebhooks, type Webhooks } from "./webhooks.ts";
import type { World } from "./world.ts";

/** The path of the payment page and the receipts, on the app's own origin or on the sandbox's port. */
export const SANDBOX_PATH = "/stripe-sandbox";

const SWEEP_MS = 30_000;

export type SandboxOptions = {
  /** 0 or absent: any free port. The API listens on loopback only. */
  port?: number;
  webhookUrl: string;
  webhookSecret: string;
  secretKey: string;
  /** Where people reach the pages, ending in SANDBOX_PATH; absent: the sandbox's own port. */
  publicUrl?: string;
  /** Folder in which the sandbox remembers; null: only until it closes. */
  storage: string | null;
  now?: () => Date;
  /** Pause after a first failed webhook; it doubles with each further one. */
  firstPauseMs?: number;
};

/** What a test in the same process may do to the sandbox. Nothing of it can be reached over HTTP. */
type SandboxControls = {
  readonly store: Store;
  readonly faults: Faults;
  readonly webhooks: Webhooks;
  /** Requests that no endpoint served, as "GET /v1/nothing": a test run with one has failed. */
  readonly unknownRequests: readonly string[];
  /** True: the answer to a button waits until its webhooks were delivered. */
  webhooksBeforeReply: boolean;
};

export type Sandbox = {
  /** For STRIPE_API_BASE: "http://127.0.0.1:<port>". */
  apiBase: string;
  /** Serves the paths below SANDBOX_PATH; the app's server passes them on, so that any browser that reaches the app reaches them. */
  pages: RequestListener;
  controls: SandboxControls;
  /** Finishes the deliveries under way and closes the port. */
  close(): Promise<void>;
};

/** Starts the sandbox and goes on with the deliveries that an earlier run left. Throws when `port` is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const now = options.now ?? (() => new Date());
  const server = createServer();
  const apiBase = await listenOnLoopback(server, options.port ?? 0);
  const publicUrl = options.publicUrl ?? `${apiBase}${SANDBOX_PATH}`;
  const store = openStore(options.storage, now());
  const webhooks = createWebhooks({
    store,
    now,
    url: options.webhookUrl,
    secret: options.webhookSecret,
    firstPauseMs: options.firstPauseMs ?? 1_000,
  });
  const world: World = { store, now, publicUrl, request: null };
  const unknownRequests: string[] = [];
  const controls: SandboxControls = {
    store,
    faults: createFaults(),
    webhooks,
    unknownRequests,
    webhooksBeforeReply: false,
  };
  const afterWork = () => {
    webhooks.nudge();
    return controls.webhooksBeforeReply ? webhooks.settled() : undefined;
  };
  const api = getRequestListener(
    createApi({
      world,
      secretKey: options.secretKey,
      faults: controls.faults,
      afterWork: webhooks.nudge,
      onUnknown: (request) => unknownRequests.push(request),
    }).fetch,
  );
  const pages = getRequestListener(createPages({ world, afterWork }).fetch);
  server.on("request", (request, response) => {
    const isPage = request.url?.startsWith(`${new URL(publicUrl).pathname}/`);
    void (isPage ? pages : api)(request, response);
  });
  const sweep = setInterval(() => {
    store.transact(() => expireDueSessions(world));
    webhooks.nudge();
  }, SWEEP_MS).unref();
  webhooks.nudge();
  return {
    apiBase,
    pages: (request, response) => void pages(request, response),
    controls,
    async close() {
      clearInterval(sweep);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([closed, webhooks.close()]);
    },
  };
}

async function listenOnLoopback(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("The sandbox has no port.");
  return `http://127.0.0.1:${address.port}`;
}
