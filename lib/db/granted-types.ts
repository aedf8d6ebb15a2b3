import { prisma } from "./client.ts";

/** The credit types of which the workspace has or had any. */
export async function readGrantedTypes(workspaceId: string): Promise<string[]> {
  const types = await prisma().grant.groupBy({ by: ["creditType"], where: { workspaceId } });
  return types.map(({ creditType }) => creditType);
}
