import { ForbiddenError } from "#lib/core/errors.ts";
import { type InvalidRequest, invalidField } from "#lib/core/invalid-request.ts";
import { canAdminister } from "#lib/core/permissions.ts";
import { ok, type Result } from "#lib/core/result.ts";
import { typedText } from "#lib/core/typed-text.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { lockPlanFeatures } from "#lib/db/features.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { changeFeature, checkedFeature, type FeatureChange, type FeatureRequest } from "./change-feature.ts";
import { actorOf } from "./outcome.ts";
import { readReason } from "./reason.ts";

const MAX_PLAN = 100;

/** `plan` is its name, as workspaces carry it. */
export type PlanFeatureRequest = FeatureRequest & { plan: string };

/**
 * Turns a feature on or off or puts it on trial for all workspaces of a plan that have no setting of their own, with the audit
 * entry in the same transaction. Platform only: throws ForbiddenError to others.
 */
export async function setPlanFeature(
  viewer: Viewer,
  request: PlanFeatureRequest,
  now: Date,
): Promise<Result<FeatureChange, InvalidRequest>> {
  if (!canAdminister(viewer)) throw new ForbiddenError("Only platform administrators do this.");
  const plan = typedText(request.plan);
  if (plan === "" || plan.length > MAX_PLAN)
    return invalidField("plan", "Send the name of a plan, in 1 to 100 characters");
  const reason = readReason(request.reason);
  if (!reason.ok) return reason;
  const terms = await checkedFeature(request, now);
  if (!terms.ok) return terms;
  const subject = `plan:${plan}:feature:${request.feature}`;
  const act = { workspaceId: "", actor: actorOf(viewer), at: now, reason: reason.value };
  const change = await inTransaction(async (sql) => {
    await lockPlanFeatures(sql);
    const holder = { kind: "plan", id: plan } as const;
    return changeFeature(sql, holder, terms.value, { ...act, action: "set_plan_feature", subject });
  });
  return ok(change);
}
