import { formatMicro } from "#lib/core/credits.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { type BalanceTerms, readBalanceTerms } from "#lib/db/balance-terms.ts";
import { listCreditTypes } from "#lib/db/credit-types.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";

/** Decimal strings: granted - used - expired - revoked - held = available; what starts later is in none of them. */
export type BalanceTermsDto = { creditType: string } & Record<
  Exclude<keyof BalanceTerms, "creditType">,
  string
>;

/** Why each available balance is what it is at `now`, per credit type in display order. Throws NotFoundError. */
export async function getBalanceTerms(
  viewer: Viewer,
  workspaceId: string,
  now: Date,
): Promise<BalanceTermsDto[]> {
  await requireWorkspaceRow(viewer, workspaceId);
  const [creditTypes, rows] = await Promise.all([listCreditTypes(), readBalanceTerms(workspaceId, now)]);
  const termsOf = new Map(rows.map((row) => [row.creditType, row]));
  return creditTypes.map(({ id }) => toDto(termsOf.get(id) ?? noTerms(id)));
}

function noTerms(creditType: string): BalanceTerms {
  const none = 0n;
  return {
    creditType,
    granted: none,
    used: none,
    expired: none,
    revoked: none,
    held: none,
    available: none,
    scheduled: none,
  };
}

function toDto({ creditType, granted, used, expired, revoked, held, available, scheduled }: BalanceTerms) {
  return {
    creditType,
    granted: formatMicro(granted),
    used: formatMicro(used),
    expired: formatMicro(expired),
    revoked: formatMicro(revoked),
    held: formatMicro(held),
    available: formatMicro(available),
    scheduled: formatMicro(scheduled),
  };
}
