import type { BudgetScope, BudgetUse, OnReach } from "#lib/core/budgets.ts";
import { formatMicro } from "#lib/core/credits.ts";
import { type Month, monthOf, monthRange } from "#lib/core/months.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { budgetsOf, readBudgetUse } from "#lib/db/budgets.ts";
import { pool } from "#lib/db/pool.ts";
import { pgSql } from "#lib/db/sql.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";

/** Credits are decimal strings. */
type BudgetDto = {
  id: string;
  name: string;
  scope: BudgetScope;
  /** '' for the whole workspace. */
  subject: string;
  creditType: string;
  onReach: OnReach;
  limit: string;
  spent: string;
  held: string;
  /** What may still be spent or held; "0" also above the limit. */
  left: string;
  /** Nothing is left: whoever it alerts should know, and what it stops is stopped. */
  isReached: boolean;
};

/** A calendar month of the workspace, and what counts in its budgets in it, the first made first. */
export type BudgetList = {
  timeZone: string;
  month: Month;
  /** The first instant of the month, and of the next: when all budgets begin anew. RFC 3339 in UTC. */
  from: string;
  to: string;
  budgets: BudgetDto[];
};

/** The budgets of a workspace that have not ended, with what counts in them in the month of `now`. Throws NotFoundError. */
export async function listBudgets(viewer: Viewer, workspaceId: string, now: Date): Promise<BudgetList> {
  const { timeZone } = await requireWorkspaceRow(viewer, workspaceId);
  const month = monthOf(now, timeZone);
  const { from, to } = monthRange(month, timeZone);
  const uses = await readBudgetUse(pgSql(pool()), workspaceId, await budgetsOf(workspaceId), month, now);
  return {
    timeZone,
    month,
    from: from.toISOString(),
    to: to.toISOString(),
    budgets: uses.map(toDto),
  };
}

function toDto({ limit, spent, held, month: _, ...budget }: BudgetUse): BudgetDto {
  const left = limit - spent - held;
  return {
    ...budget,
    limit: formatMicro(limit),
    spent: formatMicro(spent),
    held: formatMicro(held),
    left: formatMicro(left > 0n ? left : 0n),
    isReached: left <= 0n,
  };
}
