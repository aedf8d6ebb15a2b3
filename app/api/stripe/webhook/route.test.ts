import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  type Begun,
  begin,
  GRANTED_ONCE,
  ledgerOf,
  NOT_GRANTED,
  openShop,
  pay,
  purchaseOf,
  type Shop,
} from "#lib/commands/payments-for-tests.ts";
import { settleReturn } from "#lib/commands/settle-return.ts";
import { settlePurchases } from "#lib/jobs/settle-purchases.ts";
import { pressButton } from "#lib/stripe/sandbox/sandbox-for-tests.ts";
import type { SandboxEvent } from "#lib/stripe/sandbox/tables.ts";
import type { Tampering } from "#lib/stripe/sandbox/webhooks.ts";
import { POST } from "./route.ts";

let shop: Shop;

beforeAll(async () => {
  shop = await openShop(POST);
});
afterEach(async () => {
  shop.stripe.sandbox.controls.faults.clear();
  shop.stripe.sandbox.controls.webhooks.release();
  await shop.stripe.sandbox.controls.webhooks.settled();
});
afterAll(() => shop.close());

const webhooks = () => shop.stripe.sandbox.controls.webhooks;

/** The events of one purchase, oldest first. */
function eventsOf({ purchaseId }: Begun, type?: string): SandboxEvent[] {
  return shop.stripe.sandbox.controls.store
    .all("event")
    .filter(
      (one) => JSON.stringify(one.data).includes(purchaseId) && (type === undefined || one.type === type),
    );
}

function completed(begun: Begun): SandboxEvent {
  const [event] = eventsOf(begun, "checkout.session.completed");
  if (!event) throw new Error("A paid session has its event.");
  return event;
}

function recorded(id: string) {
  return shop.database.prisma.stripeEvent.findUnique({ where: { id } });
}

/** A paid purchase whose webhooks the test sends itself. */
async function paidButUnheard(): Promise<Begun> {
  webhooks().hold();
  const begun = await begin(shop);
  await pay(begun);
  return begun;
}

describe("a webhook", () => {
  test("grants the credits, marked done together with its effect, and what else Stripe tells is ignored", async () => {
    const begun = await begin(shop);
    await pay(begun);
    await webhooks().settled();
    expect(await ledgerOf(shop, begun.workspaceId)).toEqual(GRANTED_ONCE);
    expect(await recorded(completed(begun).id)).toMatchObject({
      type: "checkout.session.completed",
      objectId: begun.sessionId,
      attempts: 1,
      effect: `made paid: purchase ${begun.purchaseId}`,
      processedAt: expect.any(Date),
    });
    const [charge] = eventsOf(begun, "charge.succeeded");
    expect(await recorded(charge?.id ?? "")).toMatchObject({ effect: "ignored: type" });
    expect(new Set(shop.answered)).toEqual(new Set([200]));
  });

  test("that comes twice, also at the same time, grants once", async () => {
    const begun = await paidButUnheard();
    const event = completed(begun);
    const answers = await Promise.all(Array.from({ length: 10 }, () => webhooks().send(event)));
    expect(new Set([...answers, await webhooks().send(event)])).toEqual(new Set([200]));
    expect(await ledgerOf(shop, begun.workspaceId)).toEqual(GRANTED_ONCE);
    expect((await recorded(event.id))?.attempts).toBe(11);
  });

  test("in any order and number ends in the same state", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 8 }), async (picks) => {
        const begun = await paidButUnheard();
        const events = eventsOf(begun);
        for (const pick of picks) {
          const event = events[pick];
          if (event) expect(await webhooks().send(event)).toBe(200);
        }
        await webhooks().send(completed(begun));
        expect(await ledgerOf(shop, begun.workspaceId)).toEqual(GRANTED_ONCE);
      }),
      { numRuns: 12 },
    );
  });

  test("races with the return page and the sweep: one grants, all three are content", async () => {
    const begun = await paidButUnheard();
    const { owner, workspaceId, sessionId } = begun;
    const later = new Date(shop.now().getTime() + 3 * 60_000);
    const [answer, page] = await Promise.all([
      webhooks().send(completed(begun)),
      settleReturn(owner, workspaceId, sessionId, shop.now()),
      settlePurchases(later),
      webhooks().send(completed(begun)),
      settleReturn(owner, workspaceId, sessionId, shop.now()),
    ]);
    expect([answer, page.asked]).toEqual([200, true]);
    expect(await ledgerOf(shop, workspaceId)).toEqual(GRANTED_ONCE);
  });

  test("that comes before the buyer is led back has credited them by then", async () => {
    shop.stripe.sandbox.controls.webhooksBeforeReply = true;
    const begun = await begin(shop);
    await pressButton(begun.url, "pay");
    shop.stripe.sandbox.controls.webhooksBeforeReply = false;
    expect((await purchaseOf(shop, begun)).status).toBe("paid");
  });

  test("of a declined card changes nothing, of an expired page ends the purchase", async () => {
    const begun = await begin(shop);
    await pressButton(begun.url, "decline");
    await webhooks().settled();
    expect((await purchaseOf(shop, begun)).status).toBe("pending");
    await shop.stripe.client.checkout.sessions.expire(begun.sessionId);
    await webhooks().settled();
    expect((await purchaseOf(shop, begun)).status).toBe("expired");
    expect(await ledgerOf(shop, begun.workspaceId)).toEqual(NOT_GRANTED);
  });

  test("is believed only as far as Stripe confirms: one that says paid of an unpaid session grants nothing", async () => {
    webhooks().hold();
    const [unpaid, other] = [await begin(shop), await paidButUnheard()];
    const change = (event: SandboxEvent) => {
      const text = JSON.stringify(event).replaceAll(other.sessionId, unpaid.sessionId);
      return JSON.parse(text.replaceAll(other.purchaseId, unpaid.purchaseId));
    };
    expect(await webhooks().send(completed(other), { change })).toBe(200);
    expect((await purchaseOf(shop, unpaid)).status).toBe("pending");
    expect(await ledgerOf(shop, unpaid.workspaceId)).toEqual(NOT_GRANTED);
  });
});

describe("what is not Stripe's", () => {
  const now = Math.floor(Date.now() / 1000);

  test.each<[string, Tampering]>([
    ["a forged signature", { signature: `t=${now},v1=${"0".repeat(64)}` }],
    ["no signature", { signature: "" }],
    ["another secret", { secret: "whsec_other" }],
    ["an old signature", { signedAt: now - 400 }],
  ])("%s is refused with 400, and leaves nothing", async (_name, tampering) => {
    const begun = await paidButUnheard();
    expect(await webhooks().send(completed(begun), tampering)).toBe(400);
    expect(await recorded(completed(begun).id)).toBeNull();
    expect(await ledgerOf(shop, begun.workspaceId)).toEqual(NOT_GRANTED);
  });

  test("says in a sentence what is wrong", async () => {
    const request = new Request("http://localhost/api/stripe/webhook", { method: "POST", body: "{}" });
    const response = await POST(request);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("Check STRIPE_WEBHOOK_SECRET");
  });

  test("a body over 256 KiB is refused before it is verified", async () => {
    const body = "x".repeat(256 * 1024 + 1);
    const request = new Request("http://localhost/api/stripe/webhook", { method: "POST", body });
    expect((await POST(request)).status).toBe(413);
  });
});

describe("what does not concern us is answered with 200 and does nothing", () => {
  test.each<[string, object]>([
    ["an unknown type", { type: "moon.landed" }],
    ["another account", { account: "acct_other" }],
    ["the other mode", { livemode: true }],
  ])("%s", async (_name, changed) => {
    const begun = await paidButUnheard();
    const event = completed(begun);
    expect(await webhooks().send(event, { change: (one) => ({ ...one, ...changed }) })).toBe(200);
    expect((await recorded(event.id))?.effect).toMatch(/^ignored: /);
    expect(await ledgerOf(shop, begun.workspaceId)).toEqual(NOT_GRANTED);
  });

  test("a session of some other shop on the same account", async () => {
    webhooks().hold();
    const begun = await paidButUnheard();
    await shop.database.prisma.purchase.deleteMany({ where: { workspaceId: begun.workspaceId } });
    expect(await webhooks().send(completed(begun))).toBe(200);
    expect((await recorded(completed(begun).id))?.effect).toBe("no such purchase");
  });

  test("an event rendered in another API version still counts, because the object is read again", async () => {
    const begun = await paidButUnheard();
    const change = (one: SandboxEvent) => ({ ...one, api_version: "2019-05-16" });
    expect(await webhooks().send(completed(begun), { change })).toBe(200);
    expect(await ledgerOf(shop, begun.workspaceId)).toEqual(GRANTED_ONCE);
  });
});

describe("when the fault is ours", () => {
  test("Stripe away is 503, and the next delivery of the same event has its effect", async () => {
    const begun = await paidButUnheard();
    shop.stripe.sandbox.controls.faults.add("error_before", { times: 3 });
    expect(await webhooks().send(completed(begun))).toBe(503);
    expect(await recorded(completed(begun).id)).toMatchObject({ processedAt: null, attempts: 1 });
    expect(await webhooks().send(completed(begun))).toBe(200);
    expect(await ledgerOf(shop, begun.workspaceId)).toEqual(GRANTED_ONCE);
  });

  test("a write that fails is 500 and not marked done; Stripe's own retry finishes it", async () => {
    const begun = await paidButUnheard();
    await shop.database.pool.query(
      "ALTER TABLE purchase ADD CONSTRAINT broken CHECK (status <> 'paid') NOT VALID",
    );
    webhooks().release();
    await webhooks().settled();
    expect(shop.answered).toContain(500);
    expect(await recorded(completed(begun).id)).toMatchObject({ processedAt: null });
    await shop.database.pool.query("ALTER TABLE purchase DROP CONSTRAINT broken");
    shop.stripe.advance(1_000);
    await webhooks().settled();
    expect(await recorded(completed(begun).id)).toMatchObject({ processedAt: expect.any(Date), attempts: 2 });
    expect(await ledgerOf(shop, begun.workspaceId)).toEqual(GRANTED_ONCE);
  });
});
