import { prisma } from "./client.ts";

/**
 * Makes `customerId` the workspace's customer, in place of `known`. Returns the one that stands: somebody else may have
 * been first.
 */
export async function storeStripeCustomer(
  workspaceId: string,
  known: string | null,
  customerId: string,
): Promise<string> {
  await prisma().workspace.updateMany({
    where: { id: workspaceId, stripeCustomerId: known },
    data: { stripeCustomerId: customerId },
  });
  const { stripeCustomerId } = await prisma().workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { stripeCustomerId: true },
  });
  return stripeCustomerId ?? customerId;
}
