import { formatMicro } from "#lib/core/credits.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { prisma } from "#lib/db/client.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";

/** Credits are a decimal string, prices minor units of each currency that the pack is sold in. */
export type PackPricesDto = {
  id: string;
  name: string;
  creditType: string;
  credits: string;
  validityMonths: number;
  prices: { amountMinor: number; currency: string }[];
};

/**
 * The packs on sale in the order they are shown: in every currency, or (`workspaceId`) those that this workspace can buy, in
 * its own. Throws NotFoundError for a workspace the viewer may not see.
 */
export async function listPackPrices(viewer: Viewer, workspaceId: string | null): Promise<PackPricesDto[]> {
  const workspace = workspaceId === null ? null : await requireWorkspaceRow(viewer, workspaceId);
  const sold = workspace ? { currency: workspace.currency } : {};
  const packs = await prisma().pack.findMany({
    where: { active: true, prices: { some: sold } },
    orderBy: [{ position: "asc" }, { id: "asc" }],
    include: { prices: { where: sold, orderBy: { currency: "asc" } } },
  });
  return packs.map(({ id, name, creditType, credits, validityMonths, prices }) => ({
    id,
    name,
    creditType,
    credits: formatMicro(credits),
    validityMonths,
    prices: prices.map(({ priceMinor, currency }) => ({ amountMinor: Number(priceMinor), currency })),
  }));
}
