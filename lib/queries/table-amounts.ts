import { formatMicro, sum } from "#lib/core/credits.ts";
import type { UsageSumsOfType } from "#lib/db/usage-pairs.ts";
import type { UsageAmounts } from "./usage.ts";

/** A line of a table adds up several features, so it has no quantity. */
export type TableAmounts = Omit<UsageAmounts, "quantity">;

/** Adds up sums of any credit types; every one of `creditTypes` is in the answer. */
export function toTableAmounts(
  rows: readonly UsageSumsOfType[],
  creditTypes: readonly string[],
): TableAmounts {
  const byType = (pick: (row: UsageSumsOfType) => bigint) =>
    Object.fromEntries(
      creditTypes.map((type) => [
        type,
        formatMicro(sum(rows.filter((row) => row.creditType === type).map(pick))),
      ]),
    );
  return {
    credits: byType((row) => row.credits),
    events: Number(sum(rows.map((row) => row.events))),
    skipped: formatMicro(sum(rows.map((row) => row.unchanged))),
    discarded: Number(sum(rows.map((row) => row.discardedEvents))),
    discardedCredits: byType((row) => row.discardedCredits),
  };
}
