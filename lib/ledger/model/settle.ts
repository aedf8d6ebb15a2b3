import { heldByHold, type ModelHold, type ModelWorkspace, move, openHolds } from "./books.ts";

/** Gives back what a hold still keeps. What returns to a voided grant is taken back. */
function giveBack(workspace: ModelWorkspace, hold: ModelHold): void {
  for (const { grant, credits } of hold.parts) {
    move(workspace, "release", grant.creditType, credits);
    if (grant.voided) move(workspace, "void", grant.creditType, credits);
    else grant.remaining += credits;
  }
  hold.parts = [];
}

/** Takes what is left of the grants whose time has passed. */
function expireGrants(workspace: ModelWorkspace, now: Date): Map<string, bigint> {
  const expired = new Map<string, bigint>();
  for (const grant of workspace.grants) {
    if (grant.expiresAt === null || grant.expiresAt > now || grant.remaining === 0n) continue;
    move(workspace, "expire", grant.creditType, grant.remaining);
    expired.set(grant.creditType, (expired.get(grant.creditType) ?? 0n) + grant.remaining);
    grant.remaining = 0n;
  }
  return expired;
}

/** Ends the holds whose time has passed, then the grants: also with what has just been given back. */
export function settle(workspace: ModelWorkspace, now: Date): Map<string, bigint> {
  for (const hold of openHolds(workspace)) {
    if (hold.expiresAt > now) continue;
    giveBack(workspace, hold);
    hold.ended = { how: "expired", at: hold.expiresAt };
  }
  return expireGrants(workspace, now);
}

/** Ends a hold before its time and says what it still kept. */
export function endHold(
  workspace: ModelWorkspace,
  hold: ModelHold,
  how: "captured" | "released",
  now: Date,
): void {
  giveBack(workspace, hold);
  hold.ended = { how, at: now };
  expireGrants(workspace, now);
}

/** The credit types of a hold, sorted, with what is still held of each. */
export function stillHeld(hold: ModelHold): Map<string, bigint> {
  const types = [...new Set(hold.lines.map((line) => line.priced.rate.creditType))].sort();
  return new Map(types.map((type) => [type, heldByHold(hold, type)]));
}
