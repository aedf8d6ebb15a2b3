import { prisma } from "./client.ts";

const RECENT_MS = 24 * 60 * 60 * 1000; // a Checkout page is open for at most a day

export type PendingPaymentRow = {
  purchaseId: string;
  packName: string;
  priceMinor: bigint;
  currency: string;
  checkoutUrl: string | null;
  createdAt: Date;
};

/** Purchases of the last day that are neither paid nor given up, newest first. */
export async function readPendingPayments(workspaceId: string, now: Date): Promise<PendingPaymentRow[]> {
  const rows = await prisma().purchase.findMany({
    where: { workspaceId, status: "pending", createdAt: { gte: new Date(now.getTime() - RECENT_MS) } },
    select: {
      id: true,
      packName: true,
      priceMinor: true,
      currency: true,
      checkoutUrl: true,
      createdAt: true,
    },
    orderBy: { createdAt: "desc" },
    take: 3,
  });
  return rows.map(({ id, ...row }) => ({ purchaseId: id, ...row }));
}
