// Law: a hold is over at its expiry, whether or not somebody wrote that down. What it still kept is back with the lots it came
// from: spendable again where the lot still is, lost with one that has expired, taken back with one that was taken back.

import { type Credits, sum } from "./credits.ts";
import type { Lot } from "./grants.ts";

/** What one hold that has not ended keeps of a lot. */
export type HeldPart = { left: Credits; expiresAt: Date };

/** A lot as it is written down. `voided`: what comes back to it is taken back. */
export type HeldLot = { lot: Lot; voided: boolean; parts: readonly HeldPart[] };

/** What a lot has, in micro-credits. `revoked` is what came back to it and was taken back at once. */
type Standing = { remaining: Credits; held: Credits; revoked: Credits };

/** What a lot has at `now`, when the holds that are due have given back what they kept. */
export function standingAt({ lot, voided, parts }: HeldLot, now: Date): Standing {
  const due = parts.filter(({ expiresAt }) => expiresAt.getTime() <= now.getTime());
  const back = sum(due.map(({ left }) => left));
  return {
    remaining: voided ? lot.remaining : lot.remaining + back,
    held: lot.held - back,
    revoked: voided ? back : 0n,
  };
}

/** The lots at `now` as `standingAt` says, without those that have nothing left or held. */
export function lotsAt<Held extends HeldLot>(lots: readonly Held[], now: Date): Held["lot"][] {
  return lots.map((held) => lotAt(held, now)).filter(({ remaining, held }) => remaining > 0n || held > 0n);
}

/** The same lot where nothing is due, as it nearly always is: this runs for every check. */
export function lotAt<Held extends HeldLot>(held: Held, now: Date): Held["lot"] {
  if (held.parts.length === 0) return held.lot;
  const { remaining, held: kept } = standingAt(held, now);
  return { ...held.lot, remaining, held: kept };
}
