import type { Pack } from "#lib/core/packs.ts";
import { prisma } from "./client.ts";

/** The packs on sale in `currency`, in the order they are shown. Prices in minor units, credits in micro-credits. */
export async function packsFor(currency: string): Promise<Pack[]> {
  const rows = await prisma().pack.findMany({
    where: { active: true },
    orderBy: [{ position: "asc" }, { id: "asc" }],
    include: { prices: { where: { currency } } },
  });
  return rows.flatMap(({ prices: [price], ...pack }) =>
    price ? [{ ...pack, priceMinor: price.priceMinor, currency: price.currency }] : [],
  );
}
