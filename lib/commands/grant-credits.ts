import { ForbiddenError } from "#lib/core/errors.ts";
import { DEFAULT_PRIORITY, type GrantTerms, grantProblems, type Source } from "#lib/core/grants.ts";
import type { InvalidRequest } from "#lib/core/invalid-request.ts";
import { invariant } from "#lib/core/invariant.ts";
import { canAdminister } from "#lib/core/permissions.ts";
import { err } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { insertAuditEntry } from "#lib/db/audit.ts";
import { listCreditTypes } from "#lib/db/credit-types.ts";
import { newId } from "#lib/db/new-id.ts";
import type { Sql } from "#lib/db/sql.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import { engine } from "#lib/ledger/engine.ts";
import type { GrantAnswer, GrantItem, PostingOutcome, PostingRefusal } from "#lib/ledger/items.ts";
import { actorOf, answerOf, type CommandOutcome, type Idempotency } from "./outcome.ts";

/** Credits are micro-credits; see GrantTerms for what null means. */
export type GrantRequest = GrantTerms & { creditType: string; source: Source; reason: string };

/**
 * Grants credits, with its audit entry in the same transaction. Platform only: throws ForbiddenError for others, and
 * NotFoundError for a workspace that does not exist.
 */
export async function grantCredits(
  viewer: Viewer,
  workspaceId: string,
  request: GrantRequest,
  idempotency: Idempotency,
  now: Date,
): Promise<CommandOutcome<GrantAnswer, InvalidRequest | PostingRefusal>> {
  await requireWorkspaceRow(viewer, workspaceId);
  if (!canAdminister(viewer)) throw new ForbiddenError("Only platform administrators grant credits.");
  const errors = [...(await creditTypeProblems(request)), ...grantProblems(request, now)];
  if (errors.length > 0) return { replayed: false, result: err({ code: "invalid_request", errors }) };
  const item: GrantItem = {
    kind: "grant",
    workspaceId,
    ...idempotency,
    actor: actorOf(viewer),
    now,
    grant: {
      ...request,
      id: newId(),
      effectiveAt: request.effectiveAt ?? now,
      priority: request.priority ?? DEFAULT_PRIORITY,
      paid: null,
      purchaseId: null,
    },
  };
  const [posted] = await engine().postTogether([item], {
    after: async (sql, [outcome]) => {
      if (outcome && !outcome.replayed) await audit(sql, item, outcome);
    },
  });
  invariant(posted, "a posting of one item has one outcome");
  return answerOf(posted, "grant");
}

async function audit(sql: Sql, item: GrantItem, posted: PostingOutcome): Promise<void> {
  const { result } = answerOf(posted, "grant");
  if (!result.ok) return;
  const { amount, balanceBefore, balance } = result.value;
  const { id, creditType, source, effectiveAt, expiresAt, priority, reason } = item.grant;
  await insertAuditEntry(sql, {
    workspaceId: item.workspaceId,
    id: newId(),
    at: item.now,
    actor: item.actor,
    action: "grant",
    subject: `grant:${id}`,
    reason,
    before: { balance: balanceBefore },
    after: {
      balance,
      grant: { creditType, source, amount, effectiveAt, expiresAt, priority },
    },
  });
}

async function creditTypeProblems({ creditType }: GrantRequest): Promise<InvalidRequest["errors"]> {
  const known = (await listCreditTypes()).map(({ id }) => id);
  if (known.includes(creditType)) return [];
  return [{ path: "creditType", message: `Must be one of: ${known.join(", ")}` }];
}
