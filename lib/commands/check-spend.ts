import { type BudgetStop, budgetsFor, type Spender, toBudgetStop } from "#lib/core/budgets.ts";
import { formatMicro } from "#lib/core/credits.ts";
import { ForbiddenError, NotFoundError } from "#lib/core/errors.ts";
import { blockedFeature } from "#lib/core/features.ts";
import {
  type GateRefusal,
  type GateRequest,
  type Mode,
  type PerType,
  planSpend,
  type Refusal,
} from "#lib/core/gate.ts";
import type { Lot } from "#lib/core/grants.ts";
import { isCallerId } from "#lib/core/ids.ts";
import { monthOf } from "#lib/core/months.ts";
import { type Pack, suggestPack } from "#lib/core/packs.ts";
import { canMeter, canSee } from "#lib/core/permissions.ts";
import { err, ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { budgetsOf, readBudgetUse } from "#lib/db/budgets.ts";
import { featuresOf } from "#lib/db/features.ts";
import type { Workspace } from "#lib/db/generated/client.ts";
import { readLots } from "#lib/db/lots.ts";
import { packsFor } from "#lib/db/packs.ts";
import { pool } from "#lib/db/pool.ts";
import { pgSql } from "#lib/db/sql.ts";
import { requireSeenWorkspaceRow } from "#lib/db/workspaces.ts";
import { env } from "#lib/env.ts";
import type { Amounts } from "#lib/ledger/items.ts";
import { actorOf, apiKeyOf } from "./outcome.ts";
import { type PricedRequest, priceRequest, type SpendProblem, type SpendRequest } from "./spend.ts";

type SuggestedPack = {
  id: string;
  name: string;
  creditType: string;
  credits: string;
  price: { amountMinor: bigint; currency: string };
};

/** The gate's answer without its effect. Amounts are decimal strings per credit type. */
export type CheckAnswer = {
  allowed: boolean;
  reason: Refusal | null;
  required: Amounts;
  available: Amounts;
  shortfall: Amounts;
  coveredQuantity: string | null;
  suggestedPack: SuggestedPack | null;
  topUpUrl: string;
  /** With `budget_stop`: the budget that says so. */
  budget: BudgetStop | null;
  /** With `feature_off`, `trial_ended` and `plan_restricted`: the feature. */
  feature: string | null;
};

/**
 * Asks the gate whether `request` may run, by the same decision a debit makes, without effect.
 * Throws NotFoundError for a workspace the viewer may not see, ForbiddenError for a viewer who may not meter.
 */
export async function checkSpend(
  viewer: Viewer,
  workspaceId: string,
  request: SpendRequest,
  now: Date,
): Promise<Result<CheckAnswer, SpendProblem>> {
  const workspace = await requireMeteredWorkspace(viewer, workspaceId);
  const priced = await priceRequest(request, now);
  if (!priced.ok) return err(priced.error);
  const spender = spenderOf(viewer, request);
  const [gate, lots] = await readGate(workspace, request.mode, priced.value, spender, now);
  const decision = planSpend(gate, lots, now);
  const { required, available, shortfall, coveredQuantity } = decision.ok ? decision.value : decision.error;
  return ok({
    allowed: decision.ok,
    reason: decision.ok ? null : decision.error.reason,
    required: toAmounts(required),
    available: toAmounts(available),
    shortfall: toAmounts(shortfall),
    coveredQuantity: coveredQuantity === null ? null : formatMicro(coveredQuantity),
    suggestedPack: decision.ok ? null : await packFor(workspace, decision.error),
    topUpUrl: topUpUrl(workspaceId),
    budget: decision.ok ? null : decision.error.budget && toBudgetStop(decision.error.budget),
    feature: decision.ok ? null : decision.error.feature,
  });
}

/** What the gate decides on, as it is now. */
async function readGate(
  workspace: Workspace,
  mode: Mode,
  { lines, occurredAt }: PricedRequest,
  spender: Spender,
  now: Date,
): Promise<[GateRequest, readonly Lot[]]> {
  const { id, timeZone, pausedAt } = workspace;
  const [lots, features, all] = await Promise.all([readLots(id, now), featuresOf(id), budgetsOf(id)]);
  const month = monthOf(occurredAt, timeZone);
  const budgets = await readBudgetUse(pgSql(pool()), id, budgetsFor(all, spender), month, now);
  const blocked = blockedFeature(lines, features.plan, features.workspace, now);
  return [{ lines, mode, paused: pausedAt !== null, blocked, budgets }, lots];
}

/** Whose budgets a request counts in, when `viewer` makes it. */
function spenderOf(viewer: Viewer, { agent, job, actor }: SpendRequest): Spender {
  return { agent, job, actor: actor ?? actorOf(viewer), apiKey: apiKeyOf(viewer) };
}

/**
 * Throws NotFoundError for what the viewer may not see and for what no workspace can be called, and ForbiddenError for a viewer
 * who may see it and not meter.
 */
export function requireMetering(viewer: Viewer, workspaceId: string): void {
  if (!isCallerId(workspaceId) || !canSee(viewer, workspaceId)) throw new NotFoundError("This workspace");
  if (!canMeter(viewer, workspaceId)) throw new ForbiddenError();
}

/** The workspace, for a viewer who may meter in it. */
export async function requireMeteredWorkspace(viewer: Viewer, workspaceId: string): Promise<Workspace> {
  const workspace = await requireSeenWorkspaceRow(viewer, workspaceId);
  if (!canMeter(viewer, workspaceId)) throw new ForbiddenError();
  return workspace;
}

/** Where a person can buy what is missing. */
export function topUpUrl(workspaceId: string): string {
  return `${env().baseUrl}/w/${encodeURIComponent(workspaceId)}/buy`;
}

async function packFor(workspace: Workspace, { shortfall }: GateRefusal): Promise<SuggestedPack | null> {
  const missing = Object.entries(shortfall).find(([, amount]) => amount > 0n);
  if (!missing) return null;
  const pack = suggestPack(await packsFor(workspace.currency), ...missing);
  return pack ? toSuggestedPack(pack) : null;
}

function toSuggestedPack({ id, name, creditType, credits, priceMinor, currency }: Pack): SuggestedPack {
  return {
    id,
    name,
    creditType,
    credits: formatMicro(credits),
    price: { amountMinor: priceMinor, currency },
  };
}

function toAmounts(perType: PerType): Amounts {
  return Object.fromEntries(Object.entries(perType).map(([type, amount]) => [type, formatMicro(amount)]));
}
