import type { InvalidRequest } from "#lib/core/invalid-request.ts";
import { ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { lockLedgerHead } from "#lib/db/ledger-head.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { changeFeature, checkedFeature, type FeatureChange, type FeatureRequest } from "./change-feature.ts";
import { requireWorkspaceAdmin } from "./manage-workspace.ts";
import { actorOf } from "./outcome.ts";
import { readReason } from "./reason.ts";

/**
 * Turns a feature on or off for one workspace or gives it on trial, whatever its plan says, with the audit entry in the same
 * transaction. It counts from the next posting on. Platform only: throws ForbiddenError to members, NotFoundError to strangers.
 */
export async function setFeature(
  viewer: Viewer,
  workspaceId: string,
  request: FeatureRequest,
  now: Date,
): Promise<Result<FeatureChange, InvalidRequest>> {
  await requireWorkspaceAdmin(viewer, workspaceId);
  const reason = readReason(request.reason);
  if (!reason.ok) return reason;
  const terms = await checkedFeature(request, now);
  if (!terms.ok) return terms;
  const subject = `feature:${request.feature}`;
  const act = { workspaceId, actor: actorOf(viewer), at: now, reason: reason.value };
  const change = await inTransaction(async (sql) => {
    await lockLedgerHead(sql, workspaceId);
    const holder = { kind: "workspace", id: workspaceId } as const;
    return changeFeature(sql, holder, terms.value, { ...act, action: "set_feature", subject });
  });
  return ok(change);
}
