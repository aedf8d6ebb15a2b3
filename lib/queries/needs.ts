import { compareBurnOrder } from "#lib/core/burn-order.ts";
import { formatMicro } from "#lib/core/credits.ts";
import { atRisk, runway } from "#lib/core/forecast.ts";
import { availableOf, hasExpired, isEffective } from "#lib/core/grants.ts";
import { listNeeds, type Need, type NeedsOfType } from "#lib/core/needs.ts";
import { type DailySpend, paceOf } from "#lib/core/pace.ts";
import { canBuy } from "#lib/core/permissions.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { listCreditTypes } from "#lib/db/credit-types.ts";
import { readGrantedTypes } from "#lib/db/granted-types.ts";
import { type GrantRow, readOpenGrants } from "#lib/db/grants.ts";
import { type PendingPaymentRow, readPendingPayments } from "#lib/db/pending-payments.ts";
import { readDailySpend } from "#lib/db/usage-daily.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";

export type NeedDto =
  | { kind: "paused"; at: string; by: string | null; reason: string | null }
  | { kind: "used_up"; creditType: string }
  | {
      kind: "payment_pending";
      purchaseId: string;
      packName: string;
      price: { amountMinor: string; currency: string };
      createdAt: string;
      /** Where the buyer can go on paying; null for those who may not buy. */
      checkoutUrl: string | null;
    }
  | { kind: "low"; creditType: string; fromDays: number; toDays: number }
  | { kind: "expiring"; creditType: string; expiresAt: string; remaining: string; atRisk: string };

/** What the workspace should decide about at `now`, most urgent first. Throws NotFoundError. */
export async function getNeeds(viewer: Viewer, workspaceId: string, now: Date): Promise<NeedDto[]> {
  const workspace = await requireWorkspaceRow(viewer, workspaceId);
  const [creditTypes, grants, spend, payments, grantedTypes] = await Promise.all([
    listCreditTypes(),
    readOpenGrants(workspaceId, now),
    readDailySpend(workspaceId, workspace.timeZone, now),
    readPendingPayments(workspaceId, now),
    readGrantedTypes(workspaceId),
  ]);
  const types = creditTypes.map(({ id }) =>
    toNeedsOfType(
      id,
      grants.filter((grant) => grant.creditType === id),
      spend.get(id) ?? [],
      now,
    ),
  );
  const state = { paused: workspace.pausedAt !== null, types, payments, hadCredits: new Set(grantedTypes) };
  const mayBuy = canBuy(viewer, workspaceId);
  return listNeeds(state, now).map((need) =>
    need.kind === "paused"
      ? {
          kind: "paused",
          at: (workspace.pausedAt ?? now).toISOString(),
          by: workspace.pausedBy,
          reason: workspace.pausedReason,
        }
      : toDto(need, mayBuy),
  );
}

function toNeedsOfType(
  creditType: string,
  rows: readonly GrantRow[],
  dailySpend: readonly DailySpend[],
  now: Date,
): NeedsOfType {
  const grants = rows.filter((grant) => !hasExpired(grant, now)).toSorted(compareBurnOrder);
  const spendable = grants.filter((grant) => isEffective(grant, now));
  const available = availableOf(grants, creditType, now);
  const pace = paceOf(dailySpend);
  // Without a pace nobody can say what will be lost, and a guess would only alarm.
  const forecast =
    pace.state === "not_enough_history" ? [] : atRisk(grants, pace.state === "pace" ? pace.mean : 0n, now);
  return {
    creditType,
    available,
    runway: runway({ available, dailySpend, grants: spendable, now }),
    losses: forecast.flatMap(({ grant, atRisk }) =>
      grant.expiresAt ? [{ expiresAt: grant.expiresAt, remaining: grant.remaining, atRisk }] : [],
    ),
  };
}

function toDto(need: Exclude<Need<PendingPaymentRow>, { kind: "paused" }>, mayBuy: boolean): NeedDto {
  if (need.kind === "expiring") {
    const { kind, creditType, expiresAt, remaining, atRisk } = need;
    return {
      kind,
      creditType,
      expiresAt: expiresAt.toISOString(),
      remaining: formatMicro(remaining),
      atRisk: formatMicro(atRisk),
    };
  }
  if (need.kind !== "payment_pending") return need;
  const { purchaseId, packName, priceMinor, currency, createdAt, checkoutUrl } = need.payment;
  return {
    kind: need.kind,
    purchaseId,
    packName,
    price: { amountMinor: String(priceMinor), currency },
    createdAt: createdAt.toISOString(),
    checkoutUrl: mayBuy ? checkoutUrl : null,
  };
}
