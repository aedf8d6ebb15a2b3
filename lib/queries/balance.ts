import { compareBurnOrder } from "#lib/core/burn-order.ts";
import { formatMicro, sum } from "#lib/core/credits.ts";
import { runway } from "#lib/core/forecast.ts";
import { availableOf, hasExpired, isEffective } from "#lib/core/grants.ts";
import type { DailySpend } from "#lib/core/pace.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { listCreditTypes } from "#lib/db/credit-types.ts";
import { type GrantRow, readOpenGrants } from "#lib/db/grants.ts";
import { readDailySpend } from "#lib/db/usage-daily.ts";
import { requireSeenWorkspaceRow } from "#lib/db/workspaces.ts";

export type GrantDto = {
  id: string;
  source: string;
  amount: string;
  remaining: string;
  held: string;
  priority: number;
  effectiveAt: string;
  expiresAt: string | null;
  paid: { amountMinor: string; currency: string } | null;
};

export type TypeBalance = {
  creditType: string;
  /** What may be spent now. */
  available: string;
  /** What open holds keep. */
  held: string;
  /** What grants that are not effective yet will add. */
  scheduled: string;
  /** Those with something left, spendable now or later, in burn order. */
  grants: GrantDto[];
  nextExpiry: { at: string; amount: string } | null;
  runway: { fromDays: number; toDays: number } | null;
  runwayState: "range" | "not_enough_history" | "no_use";
};

/** Credits are decimal strings, instants RFC 3339 in UTC. */
export type BalanceDto = { asOf: string; workspaceId: string; timeZone: string; types: TypeBalance[] };

/** What a workspace has at `now`, per credit type in display order. Throws NotFoundError. */
export async function getBalance(viewer: Viewer, workspaceId: string, now: Date): Promise<BalanceDto> {
  const workspace = await requireSeenWorkspaceRow(viewer, workspaceId);
  const [creditTypes, grants, spend] = await Promise.all([
    listCreditTypes(),
    readOpenGrants(workspaceId, now),
    readDailySpend(workspaceId, workspace.timeZone, now),
  ]);
  const types = creditTypes.map(({ id }) =>
    toTypeBalance(
      id,
      grants.filter((grant) => grant.creditType === id),
      spend.get(id) ?? [],
      now,
    ),
  );
  return { asOf: now.toISOString(), workspaceId, timeZone: workspace.timeZone, types };
}

/** What one credit type has at `now`, from its open grants at that time. */
export function toTypeBalance(
  creditType: string,
  rows: readonly GrantRow[],
  dailySpend: readonly DailySpend[],
  now: Date,
): TypeBalance {
  const grants = rows.filter((grant) => !hasExpired(grant, now)).sort(compareBurnOrder);
  const spendable = grants.filter((grant) => isEffective(grant, now));
  const available = availableOf(grants, creditType, now);
  const forecast = runway({ available, dailySpend, grants: spendable, now });
  return {
    creditType,
    available: formatMicro(available),
    held: formatMicro(sum(rows.map((grant) => grant.held))),
    scheduled: formatMicro(sum(grants.map((grant) => (isEffective(grant, now) ? 0n : grant.remaining)))),
    grants: grants.map(toGrantDto),
    nextExpiry: nextExpiryOf(spendable),
    runway: forecast.state === "range" ? { fromDays: forecast.fromDays, toDays: forecast.toDays } : null,
    runwayState: forecast.state,
  };
}

/** The earliest instant at which something expires, and all that expires then. */
function nextExpiryOf(grants: readonly GrantRow[]): TypeBalance["nextExpiry"] {
  const times = grants.flatMap(({ expiresAt, remaining }) =>
    expiresAt && remaining > 0n ? [expiresAt.getTime()] : [],
  );
  if (times.length === 0) return null;
  const at = Math.min(...times);
  const expiring = grants.filter((grant) => grant.expiresAt?.getTime() === at);
  return {
    at: new Date(at).toISOString(),
    amount: formatMicro(sum(expiring.map((grant) => grant.remaining))),
  };
}

/** A grant as pages and the API show it. */
export function toGrantDto(grant: GrantRow): GrantDto {
  return {
    id: grant.id,
    source: grant.source,
    amount: formatMicro(grant.amount),
    remaining: formatMicro(grant.remaining),
    held: formatMicro(grant.held),
    priority: grant.priority,
    effectiveAt: grant.effectiveAt.toISOString(),
    expiresAt: grant.expiresAt?.toISOString() ?? null,
    paid: grant.paidPrice && {
      amountMinor: String(grant.paidPrice.amountMinor),
      currency: grant.paidPrice.currency,
    },
  };
}
