import type { FrozenPurchase, PurchaseStatus } from "#lib/core/purchases.ts";
import { prisma } from "./client.ts";
import type { Purchase } from "./generated/client.ts";
import type { Sql } from "./sql.ts";

/** A purchase as it is begun: the price table frozen, nothing asked of Stripe yet. */
export type NewPurchase = Pick<
  Purchase,
  | "workspaceId"
  | "id"
  | "packId"
  | "packName"
  | "creditType"
  | "credits"
  | "priceMinor"
  | "currency"
  | "validityMonths"
  | "requestKey"
  | "livemode"
  | "createdBy"
  | "createdAt"
>;

export function findPurchaseByKey(workspaceId: string, requestKey: string): Promise<Purchase | null> {
  return prisma().purchase.findUnique({ where: { workspaceId_requestKey: { workspaceId, requestKey } } });
}

export function findPurchaseBySession(workspaceId: string, sessionId: string): Promise<Purchase | null> {
  return prisma().purchase.findUnique({
    where: { workspaceId_checkoutSessionId: { workspaceId, checkoutSessionId: sessionId } },
  });
}

/** Stores it, unless its request key has begun one already. Returns the one that stands. */
export async function beginPurchase(purchase: NewPurchase): Promise<Purchase> {
  await prisma().purchase.createMany({ data: [{ ...purchase, status: "pending" }], skipDuplicates: true });
  const stored = await findPurchaseByKey(purchase.workspaceId, purchase.requestKey);
  if (!stored) throw new Error("A purchase that was begun is stored");
  return stored;
}

/** Keeps the payment page of a purchase. The first one stays. */
export async function storeCheckout(
  { workspaceId, id }: { workspaceId: string; id: string },
  checkout: { sessionId: string; url: string },
): Promise<void> {
  await prisma().purchase.updateMany({
    where: { workspaceId, id, checkoutSessionId: null },
    data: { checkoutSessionId: checkout.sessionId, checkoutUrl: checkout.url },
  });
}

/** What settling reads, under a lock that lasts until the transaction ends. */
export type LockedPurchase = FrozenPurchase & {
  workspaceId: string;
  id: string;
  packName: string;
  creditType: string;
  credits: bigint;
  validityMonths: number;
  timeZone: string;
};

/** Null when the workspace has no such purchase. */
export async function lockPurchase(
  sql: Sql,
  workspaceId: string,
  id: string,
): Promise<LockedPurchase | null> {
  const [row] = await sql<LockedPurchase>(
    `SELECT p.workspace_id AS "workspaceId", p.id::text AS id, p.pack_name AS "packName",
            p.credit_type AS "creditType", p.credits, p.price_minor AS "priceMinor", p.currency,
            p.validity_months AS "validityMonths", p.status, p.status_reason AS "statusReason", p.livemode,
            p.checkout_session_id AS "checkoutSessionId", w.time_zone AS "timeZone"
       FROM purchase p JOIN workspace w ON w.id = p.workspace_id
      WHERE p.workspace_id = $1 AND p.id = $2::uuid
        FOR UPDATE OF p`,
    [workspaceId, id],
  );
  return row ?? null;
}

/** What is written when a purchase ends, in the transaction of its effect. */
export type PurchaseEnd = {
  status: PurchaseStatus;
  reason: string | null;
  sessionId: string;
  paymentIntentId: string | null;
  receiptUrl: string | null;
  grantId: string | null;
  at: Date;
};

export async function endPurchase(
  sql: Sql,
  { workspaceId, id }: { workspaceId: string; id: string },
  end: PurchaseEnd,
): Promise<void> {
  await sql(
    `UPDATE purchase SET status = $3, status_reason = $4, payment_intent_id = $5, receipt_url = $6,
            grant_id = $7::uuid, settled_at = $8::timestamptz,
            checkout_session_id = coalesce(checkout_session_id, $9)
      WHERE workspace_id = $1 AND id = $2::uuid`,
    [
      workspaceId,
      id,
      end.status,
      end.reason,
      end.paymentIntentId,
      end.receiptUrl,
      end.grantId,
      end.at,
      end.sessionId,
    ],
  );
}

export type PendingPurchase = Pick<Purchase, "workspaceId" | "id" | "checkoutSessionId" | "createdAt">;

/** One page of the pending purchases begun before `begunBefore`, oldest first, that come after `last`. */
export function listPendingPurchases(
  begunBefore: Date,
  last: PendingPurchase | null,
  limit: number,
): Promise<PendingPurchase[]> {
  const after = last && {
    OR: [{ createdAt: { gt: last.createdAt } }, { createdAt: last.createdAt, id: { gt: last.id } }],
  };
  return prisma().purchase.findMany({
    where: { status: "pending", createdAt: { lt: begunBefore }, ...after },
    select: { workspaceId: true, id: true, checkoutSessionId: true, createdAt: true },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: limit,
  });
}

/**
 * Ends purchases begun before `begunBefore` that never got a payment page: nobody was given its address, so nobody can pay.
 * @returns how many
 */
export async function endUnopenedPurchases(begunBefore: Date, at: Date): Promise<number> {
  const { count } = await prisma().purchase.updateMany({
    where: { status: "pending", checkoutSessionId: null, createdAt: { lt: begunBefore } },
    data: { status: "expired", statusReason: "never_opened", settledAt: at },
  });
  return count;
}
