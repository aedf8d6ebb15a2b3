import { prisma } from "./client.ts";
import type { CreditType } from "./generated/client.ts";

/** All credit types in the order they are shown. */
export function listCreditTypes(): Promise<CreditType[]> {
  return prisma().creditType.findMany({ orderBy: [{ position: "asc" }, { id: "asc" }] });
}
