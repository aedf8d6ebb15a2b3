import { formatMicro } from "#lib/core/credits.ts";
import type { Month } from "#lib/core/months.ts";
import type { RateCard } from "#lib/core/rates.ts";
import type { EventRow } from "#lib/db/usage-events.ts";
import { type PriceDto, toPrice } from "./price-terms.ts";

/** One line of a debit. Credits and quantities are decimal strings, instants RFC 3339 in UTC; null for none. */
export type UsageEventDto = {
  id: string;
  debit: string;
  occurredAt: string;
  /** The local month of `occurredAt`. */
  month: Month;
  recordedAt: string;
  feature: string;
  creditType: string;
  quantity: string;
  skipped: string;
  model: string | null;
  ownKey: boolean;
  credits: string;
  price: PriceDto | null;
  rateVersion: number;
  agent: { id: string; name: string } | null;
  job: { id: string; name: string } | null;
  run: string | null;
  source: string;
  actor: string;
  outcome: "applied" | "discarded" | null;
};

/** Reshapes a recorded event, with what its credits follow from. */
export function toUsageEvent(cards: readonly RateCard[], event: EventRow): UsageEventDto {
  return {
    id: event.id,
    debit: event.debitId,
    occurredAt: event.occurredAt.toISOString(),
    month: event.day.slice(0, 7),
    recordedAt: event.recordedAt.toISOString(),
    feature: event.feature,
    creditType: event.creditType,
    quantity: formatMicro(event.quantity),
    skipped: formatMicro(event.unchanged),
    model: event.model,
    ownKey: event.ownKey,
    credits: formatMicro(event.credits),
    price: toPrice(cards, event),
    rateVersion: event.rateVersion,
    agent: toNamed(event.agent, event.agentName),
    job: toNamed(event.job, event.jobName),
    run: event.run || null,
    source: event.source,
    actor: event.actor,
    outcome: event.outcome,
  };
}

function toNamed(id: string, name: string | null): { id: string; name: string } | null {
  return id === "" ? null : { id, name: name ?? id };
}
