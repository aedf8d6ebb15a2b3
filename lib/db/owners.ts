import { prisma } from "./client.ts";

/** The e-mail addresses of a workspace's owners, in the order they joined. */
export async function listOwnerEmails(workspaceId: string): Promise<string[]> {
  const owners = await prisma().member.findMany({
    where: { workspaceId, role: "owner" },
    select: { user: { select: { email: true } } },
    orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
  });
  return owners.map((owner) => owner.user.email);
}
