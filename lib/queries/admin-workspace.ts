import { formatMicro } from "#lib/core/credits.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import { hasExpired } from "#lib/core/grants.ts";
import { canAdminister } from "#lib/core/permissions.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { type AdminGrant, readAdminGrants } from "#lib/db/admin-grants.ts";
import { prisma } from "#lib/db/client.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";

export type LotState = "spendable" | "starts_later" | "used_up" | "expired" | "voided";

/** A grant with its fate. Credits are decimal strings, instants RFC 3339 in UTC. */
export type AdminLot = {
  id: string;
  creditType: string;
  source: string;
  amount: string;
  remaining: string;
  held: string;
  effectiveAt: string;
  expiresAt: string | null;
  reason: string;
  createdBy: string;
  state: LotState;
};

export type AdminWorkspaceDto = {
  id: string;
  name: string;
  timeZone: string;
  currency: string;
  plan: string | null;
  seats: number;
  createdAt: string;
  paused: { at: string; by: string | null; reason: string | null } | null;
  members: { email: string; name: string | null; role: string; since: string }[];
  /** Every grant with something left or held, then those that ended last: newest first. */
  lots: AdminLot[];
};

/** How many grants that are over are listed beside the open ones. */
const ENDED_LOTS = 20;

/** Facts about one workspace for platform admins. Throws NotFoundError for others and for an unknown id. */
export async function getAdminWorkspace(
  viewer: Viewer,
  workspaceId: string,
  now: Date,
): Promise<AdminWorkspaceDto> {
  if (!canAdminister(viewer)) throw new NotFoundError("This page");
  const workspace = await requireWorkspaceRow(viewer, workspaceId);
  const [members, grants] = await Promise.all([
    prisma().member.findMany({
      where: { workspaceId },
      include: { user: { select: { email: true, name: true } } },
      orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
    }),
    readAdminGrants(workspaceId, ENDED_LOTS, now),
  ]);
  const { id, name, timeZone, currency, plan, seats, createdAt, pausedAt, pausedBy, pausedReason } =
    workspace;
  return {
    id,
    name,
    timeZone,
    currency,
    plan,
    seats,
    createdAt: createdAt.toISOString(),
    paused: pausedAt && { at: pausedAt.toISOString(), by: pausedBy, reason: pausedReason },
    members: members.map(({ user, role, createdAt }) => ({ ...user, role, since: createdAt.toISOString() })),
    lots: grants.map((grant) => toLot(grant, now)),
  };
}

function toLot(grant: AdminGrant, now: Date): AdminLot {
  const { id, creditType, source, reason, createdBy } = grant;
  return {
    id,
    creditType,
    source,
    amount: formatMicro(grant.amount),
    remaining: formatMicro(grant.remaining),
    held: formatMicro(grant.held),
    effectiveAt: grant.effectiveAt.toISOString(),
    expiresAt: grant.expiresAt?.toISOString() ?? null,
    reason,
    createdBy,
    state: stateOf(grant, now),
  };
}

function stateOf(grant: AdminGrant, now: Date): LotState {
  if (grant.voided) return "voided";
  if (hasExpired(grant, now)) return "expired";
  if (grant.remaining === 0n && grant.held === 0n) return "used_up";
  return grant.effectiveAt > now ? "starts_later" : "spendable";
}
