// Law: what needs a person comes first, the most urgent before the rest; nothing is listed that needs no decision.

import type { Credits } from "./credits.ts";
import type { Runway } from "./forecast.ts";

/** A runway that may end within this many days is low: time enough to order and pay through a purchasing office. */
const LOW_DAYS = 7;

/** Credits that expire within this many days and would be lost are worth a line. */
const EXPIRING_DAYS = 30;

const DAY = 86_400_000; // milliseconds

export type NeedsOfType = {
  creditType: string;
  available: Credits;
  runway: Runway;
  /** What would expire unused at the present pace, soonest first; of those that never expire there is nothing to lose. */
  losses: readonly { expiresAt: Date; remaining: Credits; atRisk: Credits }[];
};

export type PendingPayment = { purchaseId: string; createdAt: Date };

export type Need<P extends PendingPayment = PendingPayment> =
  | { kind: "paused" }
  | { kind: "used_up"; creditType: string }
  | { kind: "payment_pending"; payment: P }
  | { kind: "low"; creditType: string; fromDays: number; toDays: number }
  | { kind: "expiring"; creditType: string; expiresAt: Date; remaining: Credits; atRisk: Credits };

/**
 * What a workspace should decide about at `now`, most urgent first: paused, used up, payments that wait, low, expiring.
 * A type that never had credits and never spent any is no concern; `hadCredits` says which ones had.
 */
export function listNeeds<P extends PendingPayment>(
  state: {
    paused: boolean;
    types: readonly NeedsOfType[];
    payments: readonly P[];
    hadCredits: ReadonlySet<string>;
  },
  now: Date,
): Need<P>[] {
  const { paused, types, payments, hadCredits } = state;
  const empty = types.filter((type) => type.available <= 0n && hadCredits.has(type.creditType));
  return [
    ...(paused ? [{ kind: "paused" } as const] : []),
    ...empty.map(({ creditType }) => ({ kind: "used_up", creditType }) as const),
    ...payments.map((payment) => ({ kind: "payment_pending", payment }) as const),
    ...types.flatMap(lowOf),
    ...types.flatMap((type) => expiringOf(type, now)),
  ];
}

function lowOf({ creditType, available, runway }: NeedsOfType) {
  if (available <= 0n || runway.state !== "range" || runway.fromDays >= LOW_DAYS) return [];
  return [{ kind: "low", creditType, fromDays: runway.fromDays, toDays: runway.toDays } as const];
}

/** One line for each instant at which something would be lost. */
function expiringOf({ creditType, losses }: NeedsOfType, now: Date) {
  const soon = losses.filter(
    (loss) => loss.atRisk > 0n && loss.expiresAt.getTime() - now.getTime() <= EXPIRING_DAYS * DAY,
  );
  const byInstant = Map.groupBy(soon, (loss) => loss.expiresAt.getTime());
  return [...byInstant]
    .sort(([a], [b]) => a - b)
    .map(
      ([time, lots]) =>
        ({
          kind: "expiring",
          creditType,
          expiresAt: new Date(time),
          remaining: lots.reduce((sum, lot) => sum + lot.remaining, 0n),
          atRisk: lots.reduce((sum, lot) => sum + lot.atRisk, 0n),
        }) as const,
    );
}
