import type { Budget } from "#lib/core/budgets.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import { isOwnId } from "#lib/core/ids.ts";
import type { InvalidRequest } from "#lib/core/invalid-request.ts";
import { ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { insertAuditEntry } from "#lib/db/audit.ts";
import { endBudgetRow } from "#lib/db/budgets.ts";
import { lockLedgerHead } from "#lib/db/ledger-head.ts";
import { newId } from "#lib/db/new-id.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { budgetFacts, readBudgetReason, requireBudgetManager } from "./manage-budgets.ts";
import { actorOf } from "./outcome.ts";

/**
 * Ends a budget, with its audit entry in the same transaction: it limits nothing from the next posting on. `reason` may be
 * empty for members of the workspace. For owners and billing members and the platform: throws ForbiddenError to others, and
 * NotFoundError for a budget that is not there or has ended, or a workspace that they may not see.
 */
export async function endBudget(
  viewer: Viewer,
  workspaceId: string,
  { id, reason: typed }: { id: string; reason: string },
  now: Date,
): Promise<Result<Budget, InvalidRequest>> {
  await requireBudgetManager(viewer, workspaceId);
  const reason = readBudgetReason(viewer, workspaceId, typed);
  if (!reason.ok) return reason;
  const act = { workspaceId, actor: actorOf(viewer), at: now, reason: reason.value };
  const ended = await inTransaction(async (sql) => {
    await lockLedgerHead(sql, workspaceId);
    const budget = isOwnId(id) ? await endBudgetRow(sql, workspaceId, id, now) : null;
    if (!budget) throw new NotFoundError("This budget");
    const entry = {
      action: "end_budget" as const,
      subject: `budget:${id}`,
      before: budgetFacts(budget),
      after: null,
    };
    await insertAuditEntry(sql, { ...act, id: newId(), ...entry });
    return budget;
  });
  return ok(ended);
}
