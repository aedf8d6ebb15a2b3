import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ForbiddenError, UnavailableError } from "#lib/core/errors.ts";
import { packExpiry } from "#lib/core/months.ts";
import { pressButton } from "#lib/stripe/sandbox/sandbox-for-tests.ts";
import {
  begin,
  GRANTED_ONCE,
  ledgerOf,
  NOT_GRANTED,
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

const settle = (sessionId: string) =>
  settlePayment({ kind: "system", reason: "payment" }, { sessionId }, shop.now());

describe("settling a payment", () => {
  test("grants what was frozen, at the price paid, valid from the day of the payment", async () => {
    const begun = await begin(shop);
    await pay(begun);
    const { workspaceId, purchaseId } = begun;
    expect(await settle(begun.sessionId)).toEqual({
      known: true,
      workspaceId,
      purchaseId,
      status: "paid",
      changed: true,
    });
    const purchase = await purchaseOf(shop, begun);
    expect(purchase).toMatchObject({
      status: "paid",
      statusReason: null,
      settledAt: shop.now(),
      paymentIntentId: expect.stringMatching(/^pi_/),
      receiptUrl: expect.stringContaining("/receipts/"),
    });
    const where = { workspaceId_id: { workspaceId, id: purchase.grantId ?? "" } };
    expect(await shop.database.prisma.grant.findUniqueOrThrow({ where })).toMatchObject({
      source: "pack",
      amount: PACK.credits,
      paidMinor: PACK.priceMinor,
      paidCurrency: "EUR",
      purchaseId,
      reason: "AI 2,000",
      createdBy: "system:payment",
      expiresAt: packExpiry(shop.now(), 12, "Europe/Berlin"),
    });
    expect(await ledgerOf(shop, workspaceId)).toEqual(GRANTED_ONCE);
  });

  test("days later grants the same validity as at once", async () => {
    const begun = await begin(shop);
    const paidAt = shop.now();
    await pay(begun);
    shop.stripe.advance(5 * 24 * 60 * 60 * 1000);
    await settle(begun.sessionId);
    const grant = await shop.database.prisma.grant.findFirstOrThrow({
      where: { purchaseId: begun.purchaseId },
    });
    expect(grant.expiresAt).toEqual(packExpiry(paidAt, 12, "Europe/Berlin"));
  });

  test("by 20 callers at once, and again afterwards, grants once", async () => {
    const begun = await begin(shop);
    await pay(begun);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => settle(begun.sessionId)));
    expect(outcomes.filter((one) => one.known && one.changed)).toHaveLength(1);
    expect(await settle(begun.sessionId)).toMatchObject({ status: "paid", changed: false });
    expect(await ledgerOf(shop, begun.workspaceId)).toEqual(GRANTED_ONCE);
  });

  test("of an open page changes nothing, also after the bank declined", async () => {
    const begun = await begin(shop);
    expect(await settle(begun.sessionId)).toMatchObject({ status: "pending", changed: false });
    await pressButton(begun.url, "decline");
    expect(await settle(begun.sessionId)).toMatchObject({ status: "pending", changed: false });
    expect(await ledgerOf(shop, begun.workspaceId)).toEqual(NOT_GRANTED);
    await pay(begun);
    expect(await settle(begun.sessionId)).toMatchObject({ status: "paid", changed: true });
  });

  test("of an expired page ends the purchase without credits", async () => {
    const begun = await begin(shop);
    await shop.stripe.client.checkout.sessions.expire(begun.sessionId);
    expect(await settle(begun.sessionId)).toMatchObject({ status: "expired", changed: true });
    expect(await purchaseOf(shop, begun)).toMatchObject({
      status: "expired",
      settledAt: shop.now(),
      grantId: null,
    });
    expect(await ledgerOf(shop, begun.workspaceId)).toEqual(NOT_GRANTED);
  });

  test.each([
    ["amount_mismatch", { priceMinor: 4800n }],
    ["currency_mismatch", { currency: "USD" }],
    ["livemode_mismatch", { livemode: true }],
    ["session_mismatch", { checkoutSessionId: "cs_other" }],
  ])("that does not fit is refused and flagged, not granted: %s", async (reason, frozen) => {
    const begun = await begin(shop);
    await pay(begun);
    const { workspaceId } = begun;
    await shop.database.prisma.purchase.updateMany({ where: { workspaceId }, data: frozen });
    expect(await settle(begun.sessionId)).toMatchObject({ status: "failed", changed: true });
    expect(await settle(begun.sessionId)).toMatchObject({ status: "failed", changed: false });
    expect(await purchaseOf(shop, begun)).toMatchObject({
      status: "failed",
      statusReason: reason,
      grantId: null,
    });
    expect(await ledgerOf(shop, workspaceId)).toEqual(NOT_GRANTED);
  });

  test("of a session that Stripe does not know, or that is not ours, changes nothing", async () => {
    expect(await settle("cs_test_none")).toEqual({ known: false });
    const foreign = await shop.stripe.client.checkout.sessions.create({
      mode: "payment",
      client_reference_id: "somebody-else",
      metadata: { workspace: "nowhere" },
      success_url: "http://localhost/",
      line_items: [
        { quantity: 1, price_data: { currency: "eur", unit_amount: 4900, product_data: { name: "P" } } },
      ],
    });
    await pressButton(foreign.url ?? "", "pay");
    expect(await settle(foreign.id)).toEqual({ known: false });
  });

  test("is for the system only", async () => {
    const { owner, sessionId } = await begin(shop);
    await expect(settlePayment(owner, { sessionId }, shop.now())).rejects.toThrow(ForbiddenError);
  });

  test("while Stripe is away throws and leaves the purchase pending", async () => {
    const begun = await begin(shop);
    await pay(begun);
    shop.stripe.sandbox.controls.faults.add("error_before", { times: 3 });
    await expect(settle(begun.sessionId)).rejects.toThrow(UnavailableError);
    expect((await purchaseOf(shop, begun)).status).toBe("pending");
    expect(await settle(begun.sessionId)).toMatchObject({ status: "paid" });
  });

  test("is whole or absent when the database fails in the middle, and a repeat finishes it", async () => {
    const begun = await begin(shop);
    await pay(begun);
    const { pool } = shop.database;
    await pool.query("ALTER TABLE purchase ADD CONSTRAINT broken CHECK (status <> 'paid') NOT VALID");
    await expect(settle(begun.sessionId)).rejects.toThrow("broken");
    expect(await ledgerOf(shop, begun.workspaceId)).toEqual(NOT_GRANTED);
    await pool.query("ALTER TABLE purchase DROP CONSTRAINT broken");
    expect(await settle(begun.sessionId)).toMatchObject({ status: "paid", changed: true });
    expect(await ledgerOf(shop, begun.workspaceId)).toEqual(GRANTED_ONCE);
  });
});
