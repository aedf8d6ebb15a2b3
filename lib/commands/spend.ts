import { type Mode, upToProblem } from "#lib/core/gate.ts";
import { type InvalidRequest, invalidField } from "#lib/core/invalid-request.ts";
import { invariant } from "#lib/core/invariant.ts";
import {
  type Line,
  type PricedLine,
  type PricingError,
  priceLine,
  type RateCard,
  rateCardAt,
  type UsageSource,
} from "#lib/core/rates.ts";
import { type Err, err, ok, type Result } from "#lib/core/result.ts";
import { rateCards } from "#lib/db/rate-cards.ts";

/** What a caller wants to spend credits on. Instants and quantities are parsed; nothing is priced yet. */
export type SpendRequest = {
  lines: readonly Line[];
  mode: Mode;
  agent: string | null;
  job: string | null;
  run: string | null;
  source: UsageSource;
  actor: string | null;
  occurredAt: Date | null;
  metadata: Record<string, unknown> | null;
};

/** What is wrong with a request before the gate is asked. `path` is as in the request body. */
export type SpendProblem =
  | InvalidRequest
  | { code: "unknown_feature"; feature: string }
  | { code: "unknown_model"; feature: string; model: string | null }
  | { code: "too_old"; occurredAt: Date };

export type PricedRequest = { lines: PricedLine[]; rateVersion: number; occurredAt: Date };

const DAY_MS = 86_400_000;
/** Usage older than this is refused: its month has been closed and looked at. */
const MAX_AGE_MS = 35 * DAY_MS;
/** How far a caller's clock may run ahead of ours. */
const MAX_SKEW_MS = 5 * 60_000;

/** Prices the lines by the rate card in force when the usage occurred. The first problem is returned. */
export async function priceRequest(
  request: SpendRequest,
  now: Date,
): Promise<Result<PricedRequest, SpendProblem>> {
  return priceRequestBy(await rateCards(), request, now);
}

/** As `priceRequest`, by all versions of the rate card: for who prices many requests. */
export function priceRequestBy(
  cards: readonly RateCard[],
  request: SpendRequest,
  now: Date,
): Result<PricedRequest, SpendProblem> {
  const occurredAt = request.occurredAt ?? now;
  const age = now.getTime() - occurredAt.getTime();
  if (age > MAX_AGE_MS) return err({ code: "too_old", occurredAt });
  if (age < -MAX_SKEW_MS)
    return invalidField("occurredAt", "occurredAt is in the future: send when it happened");
  const card = rateCardAt(cards, occurredAt);
  if (!card) return invalidField("occurredAt", "No rate card was in force at that time");
  const priced = priceLines(card, request);
  if (!priced.ok) return priced;
  const problem = request.mode === "up_to" ? upToProblem(priced.value) : null;
  if (problem) return invalidField("mode", problem);
  return ok({ lines: priced.value, rateVersion: card.version, occurredAt });
}

/**
 * Prices lines by a version that was in force before: what a hold was made by, its captures are priced by, too. The first
 * problem is returned; a version that there is none of is an error of ours.
 */
export async function priceRequestAt(
  request: Pick<SpendRequest, "lines" | "source">,
  version: number,
): Promise<Result<PricedLine[], SpendProblem>> {
  const card = (await rateCards()).find((candidate) => candidate.version === version);
  invariant(card, `what was priced by rate card ${version} can be priced by it again`);
  return priceLines(card, request);
}

function priceLines(
  card: RateCard,
  { lines, source }: Pick<SpendRequest, "lines" | "source">,
): Result<PricedLine[], SpendProblem> {
  const pricedLines: PricedLine[] = [];
  for (const line of lines) {
    const priced = priceLine(card, line, source);
    if (!priced.ok) return refuseLine(priced.error, pricedLines.length);
    pricedLines.push(priced.value);
  }
  return ok(pricedLines);
}

function refuseLine(error: PricingError, index: number): Err<SpendProblem> {
  if (error.code !== "invalid_line") return err(error);
  return invalidField(`lines.${index}.${error.field}`, error.message);
}
