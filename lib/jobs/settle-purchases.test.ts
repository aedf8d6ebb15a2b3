import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import {
  begin,
  GRANTED_ONCE,
  ledgerOf,
  NOT_GRANTED,
  openShop,
  pay,
  purchaseOf,
  type Shop,
} from "#lib/commands/payments-for-tests.ts";
import { settlePurchases } from "./settle-purchases.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
beforeEach(async () => {
  await shop.database.prisma.purchase.deleteMany({ where: { status: "pending" } });
});
afterEach(() => shop.stripe.sandbox.controls.faults.clear());
afterAll(() => shop.close());

test("a payment whose webhook never comes and whose buyer never returns is credited by the sweep, once", async () => {
  const begun = await begin(shop);
  await pay(begun);
  expect(await settlePurchases(shop.now())).toBe(0);
  shop.stripe.advance(3 * MINUTE);
  expect(await settlePurchases(shop.now())).toBe(1);
  expect(await settlePurchases(shop.now())).toBe(0);
  expect(await ledgerOf(shop, begun.workspaceId)).toEqual(GRANTED_ONCE);
});

test("pages that expired unpaid end their purchases, open ones stay", async () => {
  const old = await begin(shop);
  shop.stripe.advance(DAY - 10 * MINUTE);
  const open = await begin(shop);
  shop.stripe.advance(15 * MINUTE);
  expect(await settlePurchases(shop.now())).toBe(1);
  expect((await purchaseOf(shop, old)).status).toBe("expired");
  expect((await purchaseOf(shop, open)).status).toBe("pending");
  expect(await ledgerOf(shop, old.workspaceId)).toEqual(NOT_GRANTED);
});

test("a purchase that never got a payment page is given up after a day, not before", async () => {
  const begun = await begin(shop);
  const { workspaceId } = begun;
  const unopened = { checkoutSessionId: null, checkoutUrl: null };
  await shop.database.prisma.purchase.updateMany({ where: { workspaceId }, data: unopened });
  shop.stripe.advance(DAY);
  expect(await settlePurchases(shop.now())).toBe(0);
  shop.stripe.advance(1);
  expect(await settlePurchases(shop.now())).toBe(1);
  expect(await purchaseOf(shop, begun)).toMatchObject({ status: "expired", statusReason: "never_opened" });
});

test("one that cannot be settled does not stop the others", async () => {
  const [broken, whole] = [await begin(shop), await begin(shop)];
  await pay(broken);
  await pay(whole);
  await shop.database.pool.query(
    "ALTER TABLE purchase ADD CONSTRAINT broken CHECK (status <> 'paid' OR workspace_id <> $$" +
      broken.workspaceId +
      "$$) NOT VALID",
  );
  shop.stripe.advance(3 * MINUTE);
  expect(await settlePurchases(shop.now())).toBe(1);
  await shop.database.pool.query("ALTER TABLE purchase DROP CONSTRAINT broken");
  expect(await ledgerOf(shop, whole.workspaceId)).toEqual(GRANTED_ONCE);
  expect(await settlePurchases(shop.now())).toBe(1);
});

test("while Stripe is away the sweep stops, and the next one goes on", async () => {
  const begun = await begin(shop);
  await pay(begun);
  shop.stripe.advance(3 * MINUTE);
  shop.stripe.sandbox.controls.faults.add("rate_limit");
  expect(await settlePurchases(shop.now())).toBe(0);
  expect(await settlePurchases(shop.now())).toBe(1);
});
