import { lotsAt } from "#lib/core/held-lots.ts";
import { type InvalidRequest, invalidField } from "#lib/core/invalid-request.ts";
import { ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { readGrantsAt } from "#lib/db/balance-at.ts";
import { listCreditTypes } from "#lib/db/credit-types.ts";
import { requireSeenWorkspaceRow } from "#lib/db/workspaces.ts";
import { type BalanceDto, toTypeBalance } from "./balance.ts";

/**
 * What a workspace had at `at`, as `getBalance` answered it then, but for the runway, which looks ahead. Before the workspace
 * existed it had nothing. Answers invalid_request for the future; throws NotFoundError.
 */
export async function getBalanceAt(
  viewer: Viewer,
  workspaceId: string,
  at: Date,
  now: Date,
): Promise<Result<BalanceDto, InvalidRequest>> {
  const { timeZone } = await requireSeenWorkspaceRow(viewer, workspaceId);
  if (at > now) return invalidField("at", "Send a time that has passed, or leave it out");
  const [creditTypes, held] = await Promise.all([listCreditTypes(), readGrantsAt(workspaceId, at)]);
  const grants = lotsAt(held, at);
  const types = creditTypes.map(({ id }) => {
    const own = grants.filter((grant) => grant.creditType === id);
    return toTypeBalance(id, own, [], at);
  });
  return ok({ asOf: at.toISOString(), workspaceId, timeZone, types });
}
