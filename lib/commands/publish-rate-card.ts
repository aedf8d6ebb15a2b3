import { ForbiddenError } from "#lib/core/errors.ts";
import { type FieldProblem, type InvalidRequest, invalidField } from "#lib/core/invalid-request.ts";
import { canAdminister } from "#lib/core/permissions.ts";
import type { FaceValue } from "#lib/core/prices.ts";
import { effectiveFromOf, rateCardProblems } from "#lib/core/rate-card-problems.ts";
import type { Rate } from "#lib/core/rates.ts";
import { err, ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { insertAuditEntry } from "#lib/db/audit.ts";
import { listCreditTypes } from "#lib/db/credit-types.ts";
import { newId } from "#lib/db/new-id.ts";
import { forgetRateCards, insertRateCard, lockLastRateCard, type NewRateCard } from "#lib/db/rate-cards.ts";
import { inTransaction, type Sql } from "#lib/db/sql.ts";
import { readRates } from "#lib/db/stored-rates.ts";
import { actorOf } from "./outcome.ts";

/** `rates` is the card's JSON, as the table keeps it. `effectiveFrom` null: as soon as every process knows of it. */
export type RateCardDraft = { rates: unknown; effectiveFrom: Date | null; note: string };

export type PublishedRateCard = { version: number; effectiveFrom: Date };

/**
 * Publishes the next version of the rate card, with its audit entry in the same transaction. The credit types' face values
 * are frozen into it. Answers all that is wrong with it at once, by field. Platform only: throws ForbiddenError for others.
 */
export async function publishRateCard(
  viewer: Viewer,
  draft: RateCardDraft,
  now: Date,
): Promise<Result<PublishedRateCard, InvalidRequest>> {
  if (!canAdminister(viewer)) throw new ForbiddenError("Only platform administrators publish rate cards.");
  const effectiveFrom = effectiveFromOf(draft.effectiveFrom, now);
  if (!effectiveFrom) return invalidField("effectiveFrom", "Must not be in the past: history never changes");
  const note = draft.note.replaceAll("\0", "").trim();
  if (note === "" || note.length > MAX_NOTE) return invalidField("note", "Say why, in 1 to 500 characters");
  const rates = await checkedRates(draft.rates);
  if (!rates.ok) return err({ code: "invalid_request", errors: rates.error });
  const card = { effectiveFrom, createdAt: now, createdBy: actorOf(viewer), note, rates: rates.value };
  const version = await inTransaction((sql) => publish(sql, card));
  forgetRateCards();
  return ok({ version, effectiveFrom });
}

const MAX_NOTE = 500;

async function checkedRates(json: unknown): Promise<Result<Rate[], FieldProblem[]>> {
  const read = readRates(json);
  if (!read.ok) return read;
  const types = await listCreditTypes();
  const faceValues = new Map<string, FaceValue>(
    types.map(({ id, faceValueMinor, faceCurrency }) => [
      id,
      { minorPerThousand: faceValueMinor, currency: faceCurrency },
    ]),
  );
  const rates = read.value.map((rate): Rate => ({ ...rate, faceValue: faceValues.get(rate.creditType) }));
  const problems = rateCardProblems(rates, [...faceValues.keys()]);
  return problems.length > 0 ? err(problems) : ok(rates);
}

async function publish(sql: Sql, card: Omit<NewRateCard, "version">): Promise<number> {
  const last = await lockLastRateCard(sql);
  const version = (last?.version ?? 0) + 1;
  await insertRateCard(sql, { ...card, version });
  await insertAuditEntry(sql, {
    workspaceId: "",
    id: newId(),
    at: card.createdAt,
    actor: card.createdBy,
    action: "publish_rate_card",
    subject: `rate-card:${version}`,
    reason: card.note,
    before: last && { ...last, effectiveFrom: last.effectiveFrom.toISOString() },
    after: { version, effectiveFrom: card.effectiveFrom.toISOString(), features: card.rates.length },
  });
  return version;
}
