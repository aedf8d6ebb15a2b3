import { formatMicro, MAX_WALLET, sum } from "#lib/core/credits.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import { availableOf } from "#lib/core/grants.ts";
import { canAdminister } from "#lib/core/permissions.ts";
import {
  type PromoForm,
  type PromoGranted,
  type PromoPlan,
  type PromoRefusal,
  type PromoTerms,
  toPromoTerms,
} from "#lib/core/promo.ts";
import { err, ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { listCreditTypes } from "#lib/db/credit-types.ts";
import type { Workspace } from "#lib/db/generated/client.ts";
import { readLots } from "#lib/db/lots.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import type { GrantAnswer } from "#lib/ledger/items.ts";
import { bodyHashOf } from "./body-hash.ts";
import { grantCredits } from "./grant-credits.ts";

/** The one limit of a grant that its form alone does not show: the ledger keeps it. */
const OUTGROWS: PromoRefusal = {
  code: "invalid_fields",
  problems: [{ field: "amount", fault: "outgrows" }],
};

/** Says what the grant that `form` describes would do, without effect. `key` names it for the confirmation. Platform only: throws NotFoundError for others. */
export async function planPromo(
  viewer: Viewer,
  workspaceId: string,
  form: PromoForm,
  key: string,
  now: Date,
): Promise<Result<PromoPlan, PromoRefusal>> {
  const { workspace, terms } = await readPromo(viewer, workspaceId, form, now);
  if (!terms.ok) return terms;
  const { creditType, amount, effectiveAt, expiresAt } = terms.value;
  const lots = (await readLots(workspaceId, now)).filter((lot) => lot.creditType === creditType);
  if (sum(lots.map((lot) => lot.remaining + lot.held)) + amount > MAX_WALLET) return err(OUTGROWS);
  const before = availableOf(lots, creditType, now);
  return ok({
    key,
    form,
    workspaceId,
    workspaceName: workspace.name,
    timeZone: workspace.timeZone,
    creditType,
    amount: formatMicro(amount),
    before: formatMicro(before),
    after: formatMicro(effectiveAt === null ? before + amount : before),
    effectiveAt: effectiveAt?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
    validThrough: form.validThrough || null,
  });
}

/**
 * Grants what `form` describes, once per `key`: a second submit of the same form answers the same. Platform only: throws
 * NotFoundError for others.
 */
export async function grantPromo(
  viewer: Viewer,
  workspaceId: string,
  form: PromoForm,
  key: string,
  now: Date,
): Promise<Result<PromoGranted, PromoRefusal>> {
  const { terms } = await readPromo(viewer, workspaceId, form, now);
  if (!terms.ok) return terms;
  const idempotency = { key: `promo:${key}`, bodyHash: bodyHashOf(form) };
  const request = { ...terms.value, source: "promo" } as const;
  const { replayed, result } = await grantCredits(viewer, workspaceId, request, idempotency, now);
  if (result.ok) return ok(toGranted(result.value, replayed));
  if (result.error.code === "idempotency_mismatch") return err({ code: result.error.code });
  if (result.error.code === "invalid_request") return err(OUTGROWS);
  throw new Error(`A form that was read is granted: ${JSON.stringify(result.error)}`);
}

function toGranted(
  { id, creditType, amount, balanceBefore, balance }: GrantAnswer,
  replayed: boolean,
): PromoGranted {
  const before = balanceBefore[creditType]?.available ?? "0";
  const after = balance[creditType]?.available ?? "0";
  return { replayed, grantId: id, creditType, amount, before, after };
}

async function readPromo(
  viewer: Viewer,
  workspaceId: string,
  form: PromoForm,
  now: Date,
): Promise<{ workspace: Workspace; terms: Result<PromoTerms, PromoRefusal> }> {
  if (!canAdminister(viewer)) throw new NotFoundError("This page");
  const workspace = await requireWorkspaceRow(viewer, workspaceId);
  const creditTypes = (await listCreditTypes()).map(({ id }) => id);
  const terms = toPromoTerms(form, creditTypes, workspace.timeZone, now);
  return { workspace, terms: terms.ok ? terms : err({ code: "invalid_fields", problems: terms.error }) };
}
