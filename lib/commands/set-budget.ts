import { type BudgetTerms, budgetProblems } from "#lib/core/budget-problems.ts";
import type { Budget } from "#lib/core/budgets.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import type { FieldProblem, InvalidRequest } from "#lib/core/invalid-request.ts";
import { planBudget } from "#lib/core/plan-budget.ts";
import { err, ok, type Result } from "#lib/core/result.ts";
import { typedText } from "#lib/core/typed-text.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { isKeyOf } from "#lib/db/api-keys.ts";
import { type AuditEntry, insertAuditEntry } from "#lib/db/audit.ts";
import { insertBudget, readBudgets, updateBudget } from "#lib/db/budgets.ts";
import { listCreditTypes } from "#lib/db/credit-types.ts";
import { lockLedgerHead } from "#lib/db/ledger-head.ts";
import { newId } from "#lib/db/new-id.ts";
import { inTransaction, type Sql } from "#lib/db/sql.ts";
import { budgetFacts, readBudgetReason, requireBudgetManager } from "./manage-budgets.ts";
import { actorOf } from "./outcome.ts";

/**
 * `limit` is in micro-credits. `id` null: the budget that does the same for the same scope, subject and credit type is changed,
 * and made where there is none. `reason` may be empty for members of the workspace.
 */
export type BudgetRequest = BudgetTerms & { id: string | null; reason: string };

/** What there is now. */
export type SetBudget = { created: boolean; budget: Budget };

/**
 * Makes a budget, or changes the name, the limit or what happens at the limit of one, with its audit entry in the same
 * transaction. It counts from the next posting on, with all that was used in the month before. For owners and billing members
 * and the platform: throws ForbiddenError to others, and NotFoundError for a budget that has ended or a workspace they may not see.
 */
export async function setBudget(
  viewer: Viewer,
  workspaceId: string,
  request: BudgetRequest,
  now: Date,
): Promise<Result<SetBudget, InvalidRequest>> {
  await requireBudgetManager(viewer, workspaceId);
  const { id, reason: typed, ...rest } = request;
  const reason = readBudgetReason(viewer, workspaceId, typed);
  if (!reason.ok) return reason;
  const terms = { ...rest, name: typedText(rest.name) };
  const errors = await problemsOf(workspaceId, terms);
  if (errors.length > 0) return err({ code: "invalid_request", errors });
  const act = { workspaceId, actor: actorOf(viewer), at: now, reason: reason.value };
  const plan = await inTransaction((sql) => keep(sql, act, id, terms));
  if (plan.ok) return ok({ created: plan.value.before === null, budget: plan.value.after });
  if (plan.error.code === "not_found") throw new NotFoundError("This budget");
  return err(plan.error);
}

async function problemsOf(workspaceId: string, terms: BudgetTerms): Promise<FieldProblem[]> {
  const problems = budgetProblems(
    terms,
    (await listCreditTypes()).map((type) => type.id),
  );
  const { scope, subject } = terms;
  if (problems.length > 0 || scope !== "key" || (await isKeyOf(workspaceId, subject))) return problems;
  return [{ path: "subject", message: "Send the id of an API key of this workspace" }];
}

type Act = Pick<AuditEntry, "workspaceId" | "actor" | "at" | "reason">;

async function keep(
  sql: Sql,
  act: Act,
  id: string | null,
  terms: BudgetTerms,
): Promise<ReturnType<typeof planBudget>> {
  const { workspaceId, actor, at } = act;
  await lockLedgerHead(sql, workspaceId);
  const budgets = (await readBudgets(sql, [workspaceId])).get(workspaceId) ?? [];
  const plan = planBudget(budgets, id, terms, newId());
  if (!plan.ok || plan.value.after === plan.value.before) return plan;
  const { before, after } = plan.value;
  if (before) await updateBudget(sql, workspaceId, after);
  else await insertBudget(sql, workspaceId, after, { at, by: actor });
  await insertAuditEntry(sql, {
    ...act,
    id: newId(),
    action: "set_budget",
    subject: `budget:${after.id}`,
    before: before && budgetFacts(before),
    after: budgetFacts(after),
  });
  return plan;
}
