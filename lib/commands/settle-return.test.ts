import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { NotFoundError } from "#lib/core/errors.ts";
import {
  begin,
  GRANTED_ONCE,
  ledgerOf,
  openBuyer,
  openShop,
  pay,
  purchaseOf,
  type Shop,
} from "./payments-for-tests.ts";
import { settleReturn } from "./settle-return.ts";

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterEach(() => shop.stripe.sandbox.controls.faults.clear());
afterAll(() => shop.close());

test("a buyer who comes back finds the credits, though no webhook ever arrived, and reloading changes nothing", async () => {
  const { owner, workspaceId, purchaseId, ...begun } = await begin(shop);
  await pay(begun);
  for (const _reload of [1, 2, 3]) {
    const outcome = await settleReturn(owner, workspaceId, begun.sessionId, shop.now());
    expect(outcome).toEqual({ purchaseId, asked: true });
  }
  expect(await ledgerOf(shop, workspaceId)).toEqual(GRANTED_ONCE);
});

test("while Stripe is away the purchase stays as it is, and the page can say so and ask again", async () => {
  const { owner, workspaceId, purchaseId, sessionId, url } = await begin(shop);
  await pay({ url, sessionId });
  shop.stripe.sandbox.controls.faults.add("error_before", { times: 3 });
  const outcome = await settleReturn(owner, workspaceId, sessionId, shop.now());
  expect(outcome).toEqual({ purchaseId, asked: false });
  expect((await purchaseOf(shop, { workspaceId, purchaseId })).status).toBe("pending");
});

test("an unexpected failure does not reach the buyer either, and the next try settles", async () => {
  const { owner, workspaceId, purchaseId, sessionId, url } = await begin(shop);
  await pay({ url, sessionId });
  const { pool } = shop.database;
  await pool.query("ALTER TABLE purchase ADD CONSTRAINT broken CHECK (status <> 'paid') NOT VALID");
  const failed = await settleReturn(owner, workspaceId, sessionId, shop.now());
  await pool.query("ALTER TABLE purchase DROP CONSTRAINT broken");
  expect(failed).toEqual({ purchaseId, asked: false });
  await settleReturn(owner, workspaceId, sessionId, shop.now());
  expect(await ledgerOf(shop, workspaceId)).toEqual(GRANTED_ONCE);
});

test("a session of another workspace is not found, exactly as one that does not exist", async () => {
  const mine = await openBuyer(shop);
  const { sessionId, workspaceId } = await begin(shop);
  const lookUp = (id: string, session: string) => settleReturn(mine.owner, id, session, shop.now());
  await expect(lookUp(mine.workspaceId, sessionId)).rejects.toThrow(NotFoundError);
  await expect(lookUp(mine.workspaceId, "cs_test_none")).rejects.toThrow(NotFoundError);
  for (const none of ["", "\0", "cs_\0", "{CHECKOUT_SESSION_ID}"]) {
    await expect(lookUp(mine.workspaceId, none)).rejects.toThrow(NotFoundError);
  }
  await expect(lookUp(workspaceId, sessionId)).rejects.toThrow(NotFoundError);
});
