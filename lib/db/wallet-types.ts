import { prisma } from "./client.ts";

/** The credit types of which the workspace has or had any. */
export async function readWalletTypes(workspaceId: string): Promise<string[]> {
  const wallets = await prisma().wallet.findMany({ where: { workspaceId }, select: { creditType: true } });
  return wallets.map((wallet) => wallet.creditType);
}
