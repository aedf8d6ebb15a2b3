import { type FeatureTerms, featureProblems } from "#lib/core/feature-problems.ts";
import type { FeatureSetting } from "#lib/core/features.ts";
import type { InvalidRequest } from "#lib/core/invalid-request.ts";
import { err, ok, type Result } from "#lib/core/result.ts";
import { type AuditEntry, insertAuditEntry } from "#lib/db/audit.ts";
import { deleteFeature, type FeatureHolder, putFeature, readFeature } from "#lib/db/features.ts";
import { newId } from "#lib/db/new-id.ts";
import { rateCards } from "#lib/db/rate-cards.ts";
import type { Sql } from "#lib/db/sql.ts";

/** `state` null takes the setting away, `endsAt` null sets it for good. */
export type FeatureRequest = FeatureTerms & { reason: string };

/** What was set before, and what is set now; null for nothing. */
export type FeatureChange = { before: FeatureSetting | null; after: FeatureSetting | null };

/** The terms when they are fine: a feature that some rate card prices, and an end that is to come. */
export async function checkedFeature(
  { feature, state, endsAt }: FeatureTerms,
  now: Date,
): Promise<Result<FeatureTerms, InvalidRequest>> {
  const known = new Set((await rateCards()).flatMap(({ rates }) => rates.map((rate) => rate.feature)));
  const errors = featureProblems({ feature, state, endsAt }, [...known], now);
  return errors.length > 0 ? err({ code: "invalid_request", errors }) : ok({ feature, state, endsAt });
}

type Act = Pick<AuditEntry, "workspaceId" | "actor" | "at" | "reason" | "action" | "subject">;

/** Writes a setting and its audit entry, unless it is set so already. The caller has made sure that nobody else does. */
export async function changeFeature(
  sql: Sql,
  holder: FeatureHolder,
  { feature, state, endsAt }: FeatureTerms,
  act: Act,
): Promise<FeatureChange> {
  const before = await readFeature(sql, holder, feature);
  const after = state === null ? null : { feature, state, endsAt };
  if (isSame(before, after)) return { before, after };
  if (after) await putFeature(sql, holder, after);
  else await deleteFeature(sql, holder, feature);
  await insertAuditEntry(sql, { ...act, id: newId(), before: factsOf(before), after: factsOf(after) });
  return { before, after };
}

function isSame(before: FeatureSetting | null, after: FeatureSetting | null): boolean {
  return before?.state === after?.state && before?.endsAt?.getTime() === after?.endsAt?.getTime();
}

function factsOf(setting: FeatureSetting | null): AuditEntry["before"] {
  return setting && { state: setting.state, endsAt: setting.endsAt?.toISOString() ?? null };
}
