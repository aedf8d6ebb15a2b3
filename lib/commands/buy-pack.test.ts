import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ForbiddenError, NotFoundError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { buyPack } from "./buy-pack.ts";
import {
  begin,
  newKey,
  openBuyer,
  openShop,
  PACK,
  pay,
  purchaseOf,
  type Shop,
} from "./payments-for-tests.ts";
import { settlePayment } from "./settle-payment.ts";

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterEach(() => shop.stripe.sandbox.controls.faults.clear());
afterAll(() => shop.close());

const sessions = () => shop.stripe.sandbox.controls.store.all("checkout.session");
const faults = () => shop.stripe.sandbox.controls.faults;

function purchasesOf(workspaceId: string) {
  return shop.database.prisma.purchase.findMany({ where: { workspaceId } });
}

describe("buying a pack", () => {
  test("freezes the price table and opens a payment page for exactly that", async () => {
    const begun = await begin(shop);
    expect(await purchaseOf(shop, begun)).toMatchObject({
      packId: PACK.id,
      packName: "AI 2,000",
      credits: PACK.credits,
      priceMinor: PACK.priceMinor,
      currency: "EUR",
      validityMonths: 12,
      status: "pending",
      livemode: false,
      createdBy: `user:${begun.owner.email}`,
      checkoutUrl: begun.url,
    });
    expect(shop.stripe.sandbox.controls.store.get("checkout.session", begun.sessionId)).toMatchObject({
      amount_total: 4900,
      currency: "eur",
      client_reference_id: begun.purchaseId,
      adaptive_pricing: { enabled: false },
      success_url: `http://localhost:3000/w/${begun.workspaceId}/buy/return?session_id={CHECKOUT_SESSION_ID}`,
      cancel_url: `http://localhost:3000/w/${begun.workspaceId}/buy`,
    });
  });

  test("a price that changes afterwards does not change what was begun", async () => {
    const begun = await begin(shop);
    const where = { packId_currency: { packId: PACK.id, currency: "EUR" } };
    await shop.database.prisma.packPrice.update({ where, data: { priceMinor: 5900n } });
    const again = await buyPack(begun.owner, begun.workspaceId, PACK.id, begun.key, shop.now());
    await shop.database.prisma.packPrice.update({ where, data: { priceMinor: PACK.priceMinor } });
    expect(again).toEqual({ ok: true, value: { purchaseId: begun.purchaseId, url: begun.url } });
    expect((await purchaseOf(shop, begun)).priceMinor).toBe(PACK.priceMinor);
  });

  test("a double click, twenty times at once, is one purchase with one payment page", async () => {
    const { workspaceId, owner } = await openBuyer(shop);
    const key = newKey();
    const before = sessions().length;
    const clicks = await Promise.all(
      Array.from({ length: 20 }, () => buyPack(owner, workspaceId, PACK.id, key, shop.now())),
    );
    expect(new Set(clicks.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(await purchasesOf(workspaceId)).toHaveLength(1);
    expect(sessions().length - before).toBe(1);
  });

  test("the same key for another pack is refused, another key is another purchase", async () => {
    const begun = await begin(shop);
    const other = await buyPack(begun.owner, begun.workspaceId, "ai-500", begun.key, shop.now());
    expect(other).toEqual({ ok: false, error: { code: "idempotency_mismatch" } });
    await buyPack(begun.owner, begun.workspaceId, "ai-500", newKey(), shop.now());
    expect(await purchasesOf(begun.workspaceId)).toHaveLength(2);
  });

  test("a pack that does not exist, is withdrawn or has no price in the currency is not sold", async () => {
    const { workspaceId, owner } = await openBuyer(shop);
    const refused = { ok: false, error: { code: "pack_unavailable" } };
    expect(await buyPack(owner, workspaceId, "gold", newKey(), shop.now())).toEqual(refused);
    await shop.database.prisma.pack.update({ where: { id: "ai-500" }, data: { active: false } });
    expect(await buyPack(owner, workspaceId, "ai-500", newKey(), shop.now())).toEqual(refused);
    await shop.database.prisma.pack.update({ where: { id: "ai-500" }, data: { active: true } });
    await shop.database.prisma.workspace.update({ where: { id: workspaceId }, data: { currency: "CHF" } });
    expect(await buyPack(owner, workspaceId, PACK.id, newKey(), shop.now())).toEqual(refused);
    expect(await purchasesOf(workspaceId)).toHaveLength(0);
  });

  test("is for owners and billing members; others are told so, and strangers see no workspace", async () => {
    const { workspaceId, owner } = await openBuyer(shop);
    const as = (role: "billing" | "member" | "viewer"): Viewer => ({
      ...owner,
      memberships: [{ workspaceId, role }],
    });
    const buy = (viewer: Viewer) => buyPack(viewer, workspaceId, PACK.id, newKey(), shop.now());
    expect((await buy(as("billing"))).ok).toBe(true);
    await expect(buy(as("member"))).rejects.toThrow(ForbiddenError);
    await expect(buy(as("viewer"))).rejects.toThrow(ForbiddenError);
    await expect(buy({ ...owner, memberships: [] })).rejects.toThrow(NotFoundError);
    await expect(buyPack(owner, "nowhere", PACK.id, newKey(), shop.now())).rejects.toThrow(NotFoundError);
  });

  test("leads to the return page, not to a second payment, once its purchase has ended", async () => {
    const begun = await begin(shop);
    await pay(begun);
    await settlePayment({ kind: "system", reason: "test" }, { sessionId: begun.sessionId }, shop.now());
    const again = await buyPack(begun.owner, begun.workspaceId, PACK.id, begun.key, shop.now());
    const url = `http://localhost:3000/w/${begun.workspaceId}/buy/return?session_id=${begun.sessionId}`;
    expect(again).toEqual({ ok: true, value: { purchaseId: begun.purchaseId, url } });
  });
});

describe("when Stripe fails", () => {
  test.each(["error_before", "reset_after", "truncate", "rate_limit"] as const)(
    "%s: the purchase stays pending, and a repeat with the same key goes on with one page",
    async (kind) => {
      const { workspaceId, owner } = await openBuyer(shop);
      const key = newKey();
      const before = sessions().length;
      faults().add(kind, { times: 9, path: /sessions/ });
      const refused = await buyPack(owner, workspaceId, PACK.id, key, shop.now());
      expect(refused).toEqual({ ok: false, error: { code: "payment_unavailable" } });
      expect(await purchasesOf(workspaceId)).toMatchObject([{ status: "pending", checkoutSessionId: null }]);
      faults().clear();
      expect((await buyPack(owner, workspaceId, PACK.id, key, shop.now())).ok).toBe(true);
      expect(await purchasesOf(workspaceId)).toHaveLength(1);
      expect(sessions().length - before).toBe(1);
    },
  );

  test("a crash between Stripe's answer and storing it is healed by a repeat: the same page, not a second one", async () => {
    const begun = await begin(shop);
    await shop.database.prisma.purchase.updateMany({
      where: { workspaceId: begun.workspaceId },
      data: { checkoutSessionId: null, checkoutUrl: null },
    });
    const again = await buyPack(begun.owner, begun.workspaceId, PACK.id, begun.key, shop.now());
    expect(again).toEqual({ ok: true, value: { purchaseId: begun.purchaseId, url: begun.url } });
    expect((await purchaseOf(shop, begun)).checkoutSessionId).toBe(begun.sessionId);
  });

  test("an answer that is no session is not taken for one", async () => {
    const { workspaceId, owner } = await openBuyer(shop);
    faults().add("no_error_object", { path: /sessions/ });
    const bought = await buyPack(owner, workspaceId, PACK.id, newKey(), shop.now());
    expect(bought).toEqual({ ok: false, error: { code: "payment_unavailable" } });
  });
});

describe("the Stripe customer", () => {
  test("is one per workspace, also when two people buy at once", async () => {
    const { workspaceId, owner } = await openBuyer(shop);
    const billing: Viewer = { ...owner, email: "billing@else.example" };
    await Promise.all(
      [owner, billing].map((viewer) => buyPack(viewer, workspaceId, PACK.id, newKey(), shop.now())),
    );
    const { stripeCustomerId } = await shop.database.prisma.workspace.findUniqueOrThrow({
      where: { id: workspaceId },
    });
    const used = sessions().filter((one) => one.metadata?.workspace === workspaceId);
    expect(used.map((one) => one.customer)).toEqual([stripeCustomerId, stripeCustomerId]);
  });

  test("of another account is replaced", async () => {
    const { workspaceId, owner } = await openBuyer(shop);
    await shop.database.prisma.workspace.update({
      where: { id: workspaceId },
      data: { stripeCustomerId: "cus_elsewhere" },
    });
    expect((await buyPack(owner, workspaceId, PACK.id, newKey(), shop.now())).ok).toBe(true);
    const { stripeCustomerId } = await shop.database.prisma.workspace.findUniqueOrThrow({
      where: { id: workspaceId },
    });
    expect(shop.stripe.sandbox.controls.store.get("customer", stripeCustomerId ?? "")?.email).toBe(
      owner.email,
    );
  });
});
