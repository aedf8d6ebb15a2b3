import { type Credits, formatMicro, sum } from "#lib/core/credits.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import { isOwnId, madeAt } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { type DebitTransfer, readDebitTransfers } from "#lib/db/debit-transfers.ts";
import { rateCards } from "#lib/db/rate-cards.ts";
import { type EventRow, readDebitEvents } from "#lib/db/usage-events.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import { type WithKey, withKeys } from "./actor-keys.ts";
import { toUsageEvent, type UsageEventDto } from "./usage-events.ts";

/** Credits that one line took from one lot, in the order in which they were taken. */
export type ReceiptPart = {
  grant: string;
  source: string;
  expiresAt: string | null;
  event: string;
  creditType: string;
  credits: string;
};

export type ReceiptDto = {
  id: string;
  timeZone: string;
  postedAt: string;
  lines: WithKey<UsageEventDto>[];
  /** By credit type; none for a debit that cost nothing. */
  balances: { creditType: string; before: string; spent: string; after: string }[];
  parts: ReceiptPart[];
  /** Its rows in the ledger: first and last number; null for a debit that cost nothing. */
  rows: { first: number; last: number } | null;
};

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Use may be reported up to 35 days late, and a caller's clock may run five minutes ahead. */
const LATE_MS = 36 * DAY;
const AHEAD_MS = 10 * MINUTE;

/**
 * All that one debit was: its lines, what each cost and why, the lots it took from, the balance before and after.
 * `at` is when it was posted or occurred, for one that is not found by when its id was made. Throws NotFoundError.
 */
export async function getReceipt(
  viewer: Viewer,
  workspaceId: string,
  debitId: string,
  at: Date | null = null,
): Promise<ReceiptDto> {
  const { timeZone } = await requireWorkspaceRow(viewer, workspaceId);
  if (!isOwnId(debitId)) throw new NotFoundError("This debit");
  const [cards, events] = await Promise.all([rateCards(), findEvents(workspaceId, debitId, at)]);
  const [event] = events;
  if (!event) throw new NotFoundError("This debit");
  const transfers = await readDebitTransfers(workspaceId, debitId, event.recordedAt);
  const last = transfers.at(-1);
  return {
    id: debitId,
    timeZone,
    postedAt: event.recordedAt.toISOString(),
    lines: await withKeys(
      viewer,
      events.map((line) => toUsageEvent(cards, line)),
      () => workspaceId,
    ),
    balances: toBalances(transfers),
    parts: transfers.map(toPart),
    rows: last ? { first: Number(transfers[0]?.seq), last: Number(last.seq) } : null,
  };
}

/** Events are kept by when they occurred, which mostly is when they were posted: so look there first, then where late ones are. */
async function findEvents(workspaceId: string, debitId: string, at: Date | null): Promise<EventRow[]> {
  const posted = at ?? madeAt(debitId);
  const around = (before: number, after: number) => ({
    from: new Date(posted.getTime() - before),
    to: new Date(posted.getTime() + after),
  });
  const windows = [...(at ? [around(0, 0)] : []), around(MINUTE, AHEAD_MS), around(LATE_MS, AHEAD_MS)];
  for (const window of windows) {
    const events = await readDebitEvents(workspaceId, debitId, window);
    if (events.length > 0) return events;
  }
  return [];
}

function toBalances(transfers: readonly DebitTransfer[]): ReceiptDto["balances"] {
  return [...Map.groupBy(transfers, ({ creditType }) => creditType)].map(([creditType, rows]) => {
    const spent = sum(rows.map(({ amount }) => amount));
    const after: Credits = rows.at(-1)?.balanceAfter ?? 0n;
    return {
      creditType,
      before: formatMicro(after + spent),
      spent: formatMicro(spent),
      after: formatMicro(after),
    };
  });
}

function toPart({ grantId, source, expiresAt, eventId, creditType, amount }: DebitTransfer): ReceiptPart {
  return {
    grant: grantId,
    source,
    expiresAt: expiresAt?.toISOString() ?? null,
    event: eventId,
    creditType,
    credits: formatMicro(amount),
  };
}
