import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type FrozenPurchase,
  hasBeenPaid,
  type Payment,
  PURCHASE_STATUSES,
  type PurchaseStatus,
  planSettlement,
} from "./purchases.ts";

const pending: FrozenPurchase = {
  status: "pending",
  statusReason: null,
  priceMinor: 4900n,
  currency: "EUR",
  livemode: false,
  checkoutSessionId: "cs_1",
};
const open: Payment = {
  sessionId: "cs_1",
  status: "open",
  paid: false,
  failed: false,
  amountMinor: 0n,
  currency: "EUR",
  livemode: false,
};
const paid: Payment = { ...open, status: "complete", paid: true, amountMinor: 4900n };

describe("a payment", () => {
  test("of exactly what was frozen grants", () => {
    expect(planSettlement(pending, paid)).toEqual({ kind: "grant" });
  });

  test("that has not arrived changes nothing, while its page is open and while the bank takes its time", () => {
    const waiting = { kind: "nothing", why: "not_paid_yet" };
    expect(planSettlement(pending, open)).toEqual(waiting);
    expect(planSettlement(pending, { ...open, status: "complete" })).toEqual(waiting);
  });

  test.each([
    ["amount_mismatch", { amountMinor: 4899n }],
    ["amount_mismatch", { amountMinor: 4901n }],
    ["currency_mismatch", { currency: "USD" }],
    ["livemode_mismatch", { livemode: true }],
    ["session_mismatch", { sessionId: "cs_2" }],
  ])("that differs from what was frozen is refused and says why: %s", (reason, change) => {
    expect(planSettlement(pending, { ...paid, ...change })).toEqual({
      kind: "end",
      status: "failed",
      reason,
    });
  });

  test("counts when the process died before the session was stored", () => {
    expect(planSettlement({ ...pending, checkoutSessionId: null }, paid)).toEqual({ kind: "grant" });
  });

  test("of a purchase whose mode nobody recorded is refused", () => {
    expect(planSettlement({ ...pending, livemode: null }, paid)).toMatchObject({
      reason: "livemode_mismatch",
    });
  });

  test("that the bank refused later ends the purchase", () => {
    const failed: Payment = { ...open, status: "complete", failed: true };
    expect(planSettlement(pending, failed)).toEqual({
      kind: "end",
      status: "failed",
      reason: "payment_failed",
    });
  });

  test("page that expired unpaid ends the purchase", () => {
    expect(planSettlement(pending, { ...open, status: "expired" })).toEqual({
      kind: "end",
      status: "expired",
    });
  });

  test.each(["failed", "expired"] as const)(
    "that arrives after the purchase was given up as %s still grants",
    (status) => {
      expect(planSettlement({ ...pending, status, statusReason: null }, paid)).toEqual({ kind: "grant" });
    },
  );

  test("that was refused is not called expired later, nor refused twice", () => {
    const refused: FrozenPurchase = { ...pending, status: "failed", statusReason: "amount_mismatch" };
    const nothing = { kind: "nothing", why: "already_settled" };
    expect(planSettlement(refused, { ...open, status: "expired" })).toEqual(nothing);
    expect(planSettlement(refused, { ...paid, amountMinor: 1n })).toEqual(nothing);
  });

  test("that was declined and then came with the wrong amount ends for the newer reason", () => {
    const declined: FrozenPurchase = { ...pending, status: "failed", statusReason: "payment_failed" };
    expect(planSettlement(declined, { ...paid, amountMinor: 1n })).toEqual({
      kind: "end",
      status: "failed",
      reason: "amount_mismatch",
    });
  });

  test.each(["paid", "refunded", "partly_refunded", "disputed"] as const)(
    "never grants again once it is %s",
    (status) => {
      expect(hasBeenPaid(status)).toBe(true);
      expect(planSettlement({ ...pending, status }, paid)).toEqual({
        kind: "nothing",
        why: "already_settled",
      });
    },
  );
});

// What the command stores for a decision.
function apply(purchase: FrozenPurchase, payment: Payment): FrozenPurchase {
  const plan = planSettlement(purchase, payment);
  if (plan.kind === "nothing") return purchase;
  if (plan.kind === "grant") return { ...purchase, status: "paid", statusReason: null };
  return { ...purchase, status: plan.status, statusReason: "reason" in plan ? plan.reason : null };
}

const anyPayment = fc.record({
  sessionId: fc.constantFrom("cs_1", "cs_2"),
  status: fc.constantFrom("open" as const, "complete" as const, "expired" as const),
  paid: fc.boolean(),
  failed: fc.boolean(),
  amountMinor: fc.constantFrom(0n, 4900n),
  currency: fc.constantFrom("EUR", "USD"),
  livemode: fc.boolean(),
});
const anyStatus = fc.constantFrom<PurchaseStatus>(...PURCHASE_STATUSES);

describe("settling", () => {
  test("a second time with the same answer from Stripe changes nothing", () => {
    fc.assert(
      fc.property(anyStatus, anyPayment, (status, payment) => {
        const once = apply({ ...pending, status }, payment);
        expect(apply(once, payment)).toEqual(once);
      }),
    );
  });

  test("in any order and number ends paid when the whole price was captured at any time, and only then", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(open, paid, { ...open, status: "expired" as const })),
        (payments) => {
          const end = payments.reduce(apply, pending);
          expect(end.status === "paid").toBe(payments.includes(paid));
        },
      ),
    );
  });
});
