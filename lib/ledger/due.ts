import type { Credits } from "#lib/core/credits.ts";
import { count, usesOf } from "./budgets.ts";
import type { Hold } from "./hold.ts";
import type { HoldEnd } from "./items.ts";
import { type Context, expireLots, giveBack } from "./moves.ts";

const EXPIRY = "system:expiry";

/**
 * Ends the holds whose time has passed, then moves out what has expired, before anything else is decided: so that every
 * balance after is one that could be spent.
 * @returns what expired, in micro-credits per credit type
 */
export function settleDue(context: Context): Record<string, Credits> {
  const { state, at } = context;
  if (!state.mayBeDue(at)) return {};
  const due = [...state.holds.values()].filter((hold) => hold && !hold.ended && hold.expiresAt <= at);
  for (const hold of due) if (hold) endHold(context, hold, "expired");
  const expired = expireLots(context);
  state.settled();
  return expired;
}

/** Gives back what a hold still has and ends it. Returns what was given back, in micro-credits per credit type. */
export function endHold(context: Context, hold: Hold, how: HoldEnd): Record<string, Credits> {
  const isExpired = how === "expired";
  const released = giveBack(context, hold, isExpired ? EXPIRY : context.actor);
  hold.ended = { at: isExpired ? hold.expiresAt : context.at, how };
  context.state.holdEnded(hold);
  count(context, usesOf(context.state, hold.month, hold), { held: negative(released) });
  return released;
}

export function negative(perType: Readonly<Record<string, Credits>>): Record<string, Credits> {
  return Object.fromEntries(Object.entries(perType).map(([type, amount]) => [type, -amount]));
}
