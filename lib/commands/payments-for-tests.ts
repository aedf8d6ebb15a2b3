// For tests: a database of one's own, the sandbox over HTTP with webhooks that arrive at our handler, and a buyer.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { expect } from "vitest";
import type { UserViewer } from "#lib/core/viewer.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { provideEnv } from "#lib/env.ts";
import { verifyLedger } from "#lib/ledger/verify.ts";
import { retrieveCheckout } from "#lib/stripe/checkout.ts";
import {
  pressButton,
  SECRET_KEY,
  startTestSandbox,
  type TestSandbox,
  WEBHOOK_SECRET,
} from "#lib/stripe/sandbox/sandbox-for-tests.ts";
import { buyPack } from "./buy-pack.ts";
import { openWorkspace } from "./open-workspace.ts";

/** 2,000 AI credits for EUR 49.00, of the default price table. */
export const PACK = { id: "ai-2000", credits: 2_000_000_000n, priceMinor: 4900n };
const STARTER = 50_000_000n;

export type Shop = {
  database: TestDatabase;
  stripe: TestSandbox;
  now: () => Date;
  /** Statuses that our handler answered to webhooks. */
  readonly answered: number[];
  close(): Promise<void>;
};

/** `webhook` is the handler under test; without it webhooks go nowhere. */
export async function openShop(webhook?: (request: Request) => Promise<Response>): Promise<Shop> {
  const database = await createTestDatabase();
  const answered: number[] = [];
  const server = createServer(
    getRequestListener(async (request) => {
      const response = await (webhook?.(request) ?? new Response(null, { status: 500 }));
      answered.push(response.status);
      return response;
    }),
  );
  const webhookUrl = await listen(server);
  const stripe = await startTestSandbox({ webhookUrl });
  provideEnv({
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    STRIPE_API_BASE: stripe.sandbox.apiBase,
    LOG_LEVEL: "silent",
  });
  return {
    database,
    stripe,
    now: stripe.now,
    answered,
    async close() {
      await stripe.close();
      await new Promise((resolve) => server.close(resolve));
      provideEnv({
        STRIPE_SECRET_KEY: undefined,
        STRIPE_WEBHOOK_SECRET: undefined,
        STRIPE_API_BASE: undefined,
      });
      await database.close();
    },
  };
}

let count = 0;

/** A key that nobody used yet. */
export function newKey(): string {
  count += 1;
  return `key-${count}`;
}

/** A new workspace with its starter credits, and its owner. */
export async function openBuyer(shop: Shop): Promise<{ workspaceId: string; owner: UserViewer }> {
  count += 1;
  const workspaceId = `shop-${count}`;
  const email = `owner@${workspaceId}.example`;
  const terms = {
    id: workspaceId,
    name: workspaceId,
    timeZone: "Europe/Berlin",
    currency: "EUR",
    owners: [email],
  };
  const opened = await openWorkspace({ kind: "platform", keyId: null }, terms, shop.now());
  expect(opened.ok).toBe(true);
  const memberships = [{ workspaceId, role: "owner" as const }];
  return {
    workspaceId,
    owner: { kind: "user", userId: email, email, name: null, isPlatformAdmin: false, memberships },
  };
}

export type Begun = {
  workspaceId: string;
  owner: UserViewer;
  purchaseId: string;
  sessionId: string;
  url: string;
  key: string;
};

/** A buyer who has got as far as the payment page. */
export async function begin(shop: Shop, key = newKey()): Promise<Begun> {
  const buyer = await openBuyer(shop);
  const bought = await buyPack(buyer.owner, buyer.workspaceId, PACK.id, key, shop.now());
  if (!bought.ok) throw new Error(`The pack could not be bought: ${bought.error.code}`);
  const { purchaseId, url } = bought.value;
  const row = await purchaseOf(shop, { workspaceId: buyer.workspaceId, purchaseId });
  return { ...buyer, key, purchaseId, url, sessionId: row.checkoutSessionId ?? "" };
}

/** Presses Pay, and checks that Stripe has the money. */
export async function pay({ url, sessionId }: Pick<Begun, "url" | "sessionId">): Promise<void> {
  await pressButton(url, "pay");
  expect(await retrieveCheckout(sessionId)).toMatchObject({ paid: true });
}

export function purchaseOf(
  shop: Shop,
  { workspaceId, purchaseId }: Pick<Begun, "workspaceId" | "purchaseId">,
) {
  return shop.database.prisma.purchase.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: purchaseId } },
  });
}

/** What the workspace has of AI credits, and how often a pack was granted; the ledger must be whole. */
export async function ledgerOf(shop: Shop, workspaceId: string): Promise<{ ai: bigint; packs: number }> {
  expect(await inTransaction((sql) => verifyLedger(sql, workspaceId))).toEqual([]);
  const ai = await shop.database.prisma.grant.aggregate({
    where: { workspaceId, creditType: "ai" },
    _sum: { remaining: true },
  });
  const packs = await shop.database.prisma.grant.count({ where: { workspaceId, source: "pack" } });
  return { ai: ai._sum.remaining ?? 0n, packs };
}

export const GRANTED_ONCE = { ai: STARTER + PACK.credits, packs: 1 };
export const NOT_GRANTED = { ai: STARTER, packs: 0 };

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" ? `http://127.0.0.1:${address?.port}/api/stripe/webhook` : "";
}
