import type { Budget } from "#lib/core/budgets.ts";
import { formatMicro } from "#lib/core/credits.ts";
import { ForbiddenError } from "#lib/core/errors.ts";
import type { InvalidRequest } from "#lib/core/invalid-request.ts";
import { canSetBudgets, roleIn } from "#lib/core/permissions.ts";
import type { Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { requireSeenWorkspaceRow } from "#lib/db/workspaces.ts";
import { readReason } from "./reason.ts";

/**
 * Lets pass who may set the budgets of a workspace. Throws NotFoundError for a workspace that the viewer may not see,
 * ForbiddenError to those who see it and are neither owners nor billing members.
 */
export async function requireBudgetManager(viewer: Viewer, workspaceId: string): Promise<void> {
  await requireSeenWorkspaceRow(viewer, workspaceId);
  if (!canSetBudgets(viewer, workspaceId)) {
    throw new ForbiddenError("Only owners and billing members set the budgets of a workspace.");
  }
}

/** Members act for themselves; whoever else acts on their budgets says why. */
export function readBudgetReason(
  viewer: Viewer,
  workspaceId: string,
  typed: string,
): Result<string, InvalidRequest> {
  const role = roleIn(viewer, workspaceId);
  return readReason(typed, role === null ? null : `By ${BY[role]} of the workspace`);
}

const BY = {
  owner: "an owner",
  billing: "a billing member",
  member: "a member",
  viewer: "a viewer",
} as const;

/** A budget as the audit log keeps it. */
export function budgetFacts(budget: Budget): Record<string, unknown> {
  const { name, scope, subject, creditType, limit, onReach } = budget;
  return { budget: { name, scope, subject, creditType, limit: formatMicro(limit), onReach } };
}
