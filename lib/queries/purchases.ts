import { formatMicro } from "#lib/core/credits.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import { isOwnId } from "#lib/core/ids.ts";
import { invariant } from "#lib/core/invariant.ts";
import { canBuy } from "#lib/core/permissions.ts";
import { PURCHASE_STATUSES, type PurchaseStatus } from "#lib/core/purchases.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { prisma } from "#lib/db/client.ts";
import type { Purchase } from "#lib/db/generated/client.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import type { MoneyDto } from "./packs.ts";

/** One attempt to buy a pack, by the price frozen then. Credits are decimal strings, instants RFC 3339 in UTC. */
export type PurchaseDto = {
  id: string;
  packName: string;
  creditType: string;
  credits: string;
  price: MoneyDto;
  status: PurchaseStatus;
  /** Where to go on paying: only while pending, and only for those who may buy. */
  checkoutUrl: string | null;
  receiptUrl: string | null;
  grantId: string | null;
  createdBy: string;
  createdAt: string;
  settledAt: string | null;
};

/** A paid purchase with its expiry and the balance right before and after its credits came in, from the ledger. */
export type SettledPurchaseDto = PurchaseDto & {
  expiresAt: string | null;
  balance: { before: string; after: string } | null;
};

/** The newest purchases of a workspace, at most `limit`. Throws NotFoundError. */
export async function listPurchases(
  viewer: Viewer,
  workspaceId: string,
  limit: number,
): Promise<PurchaseDto[]> {
  await requireWorkspaceRow(viewer, workspaceId);
  const rows = await prisma().purchase.findMany({
    where: { workspaceId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map((row) => toPurchaseDto(row, canBuy(viewer, workspaceId)));
}

/** One purchase. Throws NotFoundError, also for a foreign or malformed id. */
export async function getPurchase(
  viewer: Viewer,
  workspaceId: string,
  purchaseId: string,
): Promise<SettledPurchaseDto> {
  await requireWorkspaceRow(viewer, workspaceId);
  const row = isOwnId(purchaseId)
    ? await prisma().purchase.findUnique({ where: { workspaceId_id: { workspaceId, id: purchaseId } } })
    : null;
  if (!row) throw new NotFoundError("This purchase");
  const purchase = toPurchaseDto(row, canBuy(viewer, workspaceId));
  if (row.grantId === null) return { ...purchase, expiresAt: null, balance: null };
  const [expiresAt, balance] = await Promise.all([
    readExpiry(workspaceId, row.grantId),
    readBalanceAround(workspaceId, row.grantId),
  ]);
  return { ...purchase, expiresAt, balance };
}

async function readExpiry(workspaceId: string, id: string): Promise<string | null> {
  const where = { workspaceId_id: { workspaceId, id } };
  const grant = await prisma().grant.findUnique({ where, select: { expiresAt: true } });
  return grant?.expiresAt?.toISOString() ?? null;
}

async function readBalanceAround(
  workspaceId: string,
  grantId: string,
): Promise<SettledPurchaseDto["balance"]> {
  const transfer = await prisma().transfer.findFirst({
    where: { workspaceId, grantId, kind: "grant" },
    select: { amount: true, balanceAfter: true },
  });
  if (!transfer) return null;
  const { amount, balanceAfter } = transfer;
  return { before: formatMicro(balanceAfter - amount), after: formatMicro(balanceAfter) };
}

function toPurchaseDto(row: Purchase, mayBuy: boolean): PurchaseDto {
  return {
    id: row.id,
    packName: row.packName,
    creditType: row.creditType,
    credits: formatMicro(row.credits),
    price: { amountMinor: String(row.priceMinor), currency: row.currency },
    status: toStatus(row.status),
    checkoutUrl: mayBuy && row.status === "pending" ? row.checkoutUrl : null,
    receiptUrl: row.receiptUrl,
    grantId: row.grantId,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    settledAt: row.settledAt?.toISOString() ?? null,
  };
}

/** The table's CHECK allows no other. */
function toStatus(text: string): PurchaseStatus {
  const status = PURCHASE_STATUSES.find((known) => known === text);
  invariant(status, "a purchase has a known status");
  return status;
}
