import { formatMicro } from "#lib/core/credits.ts";
import { isOwnId } from "#lib/core/ids.ts";
import { type InvalidRequest, invalidField } from "#lib/core/invalid-request.ts";
import { ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { listCreditTypes } from "#lib/db/credit-types.ts";
import { type LedgerFilter, type LedgerPlace, type LedgerRow, readTransfers } from "#lib/db/transfers.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import { readCursor, toCursor } from "./cursor.ts";
import { pageSize } from "./page-size.ts";

/** What a transfer can be for. The table checks the same. */
export const TRANSFER_KINDS = [
  "grant",
  "debit",
  "hold",
  "capture",
  "release",
  "expire",
  "void",
  "refund",
  "overage",
  "correction",
] as const;

/** Credits are decimal strings, instants RFC 3339 in UTC. */
export type LedgerEntryDto = {
  /** The transfer's number in its workspace: 1, 2, 3, ... without a gap. */
  seq: number;
  at: string;
  kind: string;
  creditType: string;
  /** The change of the balance, with a minus when credits left it. */
  amount: string;
  balanceAfter: string;
  from: string;
  to: string;
  grant: string;
  debit: string | null;
  event: string | null;
  actor: string;
};

/** `next` is the cursor for `after`, or null on the last page. */
export type LedgerPage = { rows: LedgerEntryDto[]; next: string | null };

/** Left out: from the newest, 50 rows, any. `after` is the `next` of the page before. */
export type LedgerFilters = {
  after?: string | undefined;
  limit?: number | undefined;
  creditType?: string | undefined;
  kind?: string | undefined;
  grant?: string | undefined;
};

/**
 * The transfers of a workspace, newest first. A page neither skips nor repeats a row while new ones arrive.
 * Answers invalid_request for a filter or cursor that cannot be one; throws NotFoundError.
 */
export async function listLedger(
  viewer: Viewer,
  workspaceId: string,
  filters: LedgerFilters = {},
): Promise<Result<LedgerPage, InvalidRequest>> {
  await requireWorkspaceRow(viewer, workspaceId);
  const limit = pageSize(filters.limit);
  if (!limit.ok) return limit;
  const filter = await readFilter(filters);
  if (!filter.ok) return filter;
  const after = filters.after === undefined ? null : placeOf(filters.after);
  if (after === undefined) return invalidField("after", "Send the next of the page before, or leave it out");
  const found = await readTransfers(workspaceId, filter.value, after, limit.value + 1);
  const rows = found.slice(0, limit.value);
  const last = found.length > rows.length ? rows.at(-1) : undefined;
  return ok({ rows: rows.map(toEntry), next: last ? cursorOf(last) : null });
}

async function readFilter(filters: LedgerFilters): Promise<Result<LedgerFilter, InvalidRequest>> {
  const { creditType = null, kind = null, grant = null } = filters;
  if (kind !== null && !TRANSFER_KINDS.some((known) => known === kind)) {
    return invalidField("kind", `Send one of: ${TRANSFER_KINDS.join(", ")}`);
  }
  if (grant !== null && !isOwnId(grant)) return invalidField("grant", "Send the id of a grant");
  const known = creditType === null ? [] : (await listCreditTypes()).map(({ id }) => id);
  if (creditType !== null && !known.includes(creditType)) {
    return invalidField("creditType", `Send one of: ${known.join(", ")}`);
  }
  return ok({ creditType, kind, grantId: grant });
}

// 14 digits of milliseconds reach the year 5138, 18 digits of a number stay inside a BIGINT.
const PLACE = [/^\d{1,14}$/, /^\d{1,18}$/];

function placeOf(cursor: string): LedgerPlace | undefined {
  const [at, seq] = readCursor("ledger", cursor, PLACE) ?? [];
  return at && seq ? { postedAt: new Date(Number(at)), seq: BigInt(seq) } : undefined;
}

function cursorOf({ postedAt, seq }: LedgerRow): string {
  return toCursor("ledger", [String(postedAt.getTime()), String(seq)]);
}

function toEntry(row: LedgerRow): LedgerEntryDto {
  return {
    seq: Number(row.seq),
    at: row.postedAt.toISOString(),
    kind: row.kind,
    creditType: row.creditType,
    amount: formatMicro(row.change),
    balanceAfter: formatMicro(row.balanceAfter),
    from: row.from,
    to: row.to,
    grant: row.grantId,
    debit: row.debitId,
    event: row.eventId,
    actor: row.actor,
  };
}
