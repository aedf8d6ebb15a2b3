import { NotFoundError } from "#lib/core/errors.ts";
import { isCallerId } from "#lib/core/ids.ts";
import { canAdminister } from "#lib/core/permissions.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { prisma } from "#lib/db/client.ts";
import { listCreditTypes } from "#lib/db/credit-types.ts";
import type { Prisma, Workspace } from "#lib/db/generated/client.ts";
import { type BalanceDto, getBalance } from "./balance.ts";
import { getNeeds, type NeedDto } from "./needs.ts";

export type AdminWorkspaceRow = {
  id: string;
  name: string;
  plan: string | null;
  timeZone: string;
  currency: string;
  /** The customer's own numbers, by the customer's own query. */
  types: BalanceDto["types"];
  flags: NeedDto[];
};

export type AdminWorkspacePage = { rows: AdminWorkspaceRow[]; next: string | null };

export const ADMIN_PAGE_SIZE = 25;

/**
 * Workspaces by name, `search` in id, name or a member's address; `after` is the id that ended the page before. Platform
 * admins only: throws NotFoundError for others.
 */
export async function listAdminWorkspaces(
  viewer: Viewer,
  { search, after }: { search: string; after: string | null },
  now: Date,
): Promise<AdminWorkspacePage> {
  if (!canAdminister(viewer)) throw new NotFoundError("This page");
  const from =
    after === null || !isCallerId(after)
      ? null
      : await prisma().workspace.findUnique({ where: { id: after } });
  const found = await prisma().workspace.findMany({
    where: { AND: [matches(search), from ? comesAfter(from) : {}] },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: ADMIN_PAGE_SIZE + 1,
  });
  const page = found.slice(0, ADMIN_PAGE_SIZE);
  const rows = await Promise.all(page.map((workspace) => toRow(viewer, workspace, now)));
  return { rows, next: found.length > page.length ? (page.at(-1)?.id ?? null) : null };
}

/** A workspace to grant to, with the credit types there are; null when there is none with this id. Platform admins only. */
export async function findAdminWorkspace(
  viewer: Viewer,
  workspaceId: string,
): Promise<{ id: string; name: string; timeZone: string; creditTypes: string[] } | null> {
  if (!canAdminister(viewer)) throw new NotFoundError("This page");
  if (!isCallerId(workspaceId)) return null;
  const [workspace, types] = await Promise.all([
    prisma().workspace.findUnique({
      where: { id: workspaceId },
      select: { id: true, name: true, timeZone: true },
    }),
    listCreditTypes(),
  ]);
  return workspace && { ...workspace, creditTypes: types.map(({ id }) => id) };
}

function matches(search: string): Prisma.WorkspaceWhereInput {
  // What the database would read as a wildcard, or cannot read at all, stands for itself or for nothing.
  const text = search
    .trim()
    .replaceAll("\0", "")
    .replace(/[\\%_]/g, "\\$&");
  const part = { contains: text, mode: "insensitive" } as const;
  if (text === "") return {};
  return { OR: [{ id: part }, { name: part }, { members: { some: { user: { email: part } } } }] };
}

function comesAfter({ name, id }: Workspace): Prisma.WorkspaceWhereInput {
  return { OR: [{ name: { gt: name } }, { name, id: { gt: id } }] };
}

async function toRow(viewer: Viewer, workspace: Workspace, now: Date): Promise<AdminWorkspaceRow> {
  const { id, name, plan, timeZone, currency } = workspace;
  const [{ types }, flags] = await Promise.all([getBalance(viewer, id, now), getNeeds(viewer, id, now)]);
  return { id, name, plan, timeZone, currency, types, flags };
}
