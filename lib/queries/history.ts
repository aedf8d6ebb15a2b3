import type { InvalidRequest } from "#lib/core/invalid-request.ts";
import type { Month } from "#lib/core/months.ts";
import { ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { prisma } from "#lib/db/client.ts";
import { type EventRow, readEventsAt, readEventsIn } from "#lib/db/usage-events.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import { type WithKey, withKeys } from "./actor-keys.ts";
import { type LedgerEntryDto, type LedgerFilters, listLedger } from "./ledger.ts";

/** The lot that a row moved credits into or out of. */
export type RowGrant = { source: string; reason: string; expiresAt: string | null };

/** What used the credits of a row; null for none. */
export type RowUse = {
  feature: string;
  /** The local month in which it occurred. */
  month: Month;
  agent: { id: string; name: string } | null;
  job: { id: string; name: string } | null;
  run: string | null;
};

export type HistoryRow = WithKey<LedgerEntryDto> & { lot: RowGrant | null; use: RowUse | null };

export type HistoryDto = { timeZone: string; rows: HistoryRow[]; next: string | null };

const DAY = 86_400_000;
/** Use may be reported up to 35 days late, and a caller's clock may run five minutes ahead. */
const LATE_MS = 36 * DAY;
const AHEAD_MS = 10 * 60_000;

/**
 * The rows of the ledger as `listLedger` has them, each with its lot and, for use, what used it.
 * Answers invalid_request as `listLedger` does; throws NotFoundError.
 */
export async function listHistory(
  viewer: Viewer,
  workspaceId: string,
  filters: LedgerFilters,
): Promise<Result<HistoryDto, InvalidRequest>> {
  const { timeZone } = await requireWorkspaceRow(viewer, workspaceId);
  const page = await listLedger(viewer, workspaceId, filters);
  if (!page.ok) return page;
  const [named, lots, uses] = await Promise.all([
    withKeys(viewer, page.value.rows, () => workspaceId),
    readLotsOf(workspaceId, page.value.rows),
    readUsesOf(workspaceId, page.value.rows),
  ]);
  const rows = named.map((row) => ({
    ...row,
    lot: lots.get(row.grant) ?? null,
    use: row.event === null ? null : (uses.get(row.event) ?? null),
  }));
  return ok({ timeZone, rows, next: page.value.next });
}

async function readLotsOf(
  workspaceId: string,
  rows: readonly LedgerEntryDto[],
): Promise<Map<string, RowGrant>> {
  const ids = [...new Set(rows.map(({ grant }) => grant))];
  const grants = await prisma().grant.findMany({
    where: { workspaceId, id: { in: ids } },
    select: { id: true, source: true, reason: true, expiresAt: true },
  });
  return new Map(
    grants.map(({ id, source, reason, expiresAt }) => [
      id,
      { source, reason, expiresAt: expiresAt?.toISOString() ?? null },
    ]),
  );
}

/** Most use is posted as it occurs, and found by that instant; the rest is looked for among what may have come late. */
async function readUsesOf(
  workspaceId: string,
  rows: readonly LedgerEntryDto[],
): Promise<Map<string, RowUse>> {
  const wanted = rows.flatMap(({ event, at }) => (event === null ? [] : [{ id: event, at: new Date(at) }]));
  if (wanted.length === 0) return new Map();
  const found = await readEventsAt(workspaceId, wanted);
  const known = new Set(found.map(({ id }) => id));
  const missing = wanted.filter(({ id }) => !known.has(id));
  const times = missing.map(({ at }) => at.getTime());
  const late =
    missing.length === 0
      ? []
      : await readEventsIn(
          workspaceId,
          missing.map(({ id }) => id),
          { from: new Date(Math.min(...times) - LATE_MS), to: new Date(Math.max(...times) + AHEAD_MS) },
        );
  return new Map([...found, ...late].map((event) => [event.id, toUse(event)]));
}

function toUse({ feature, day, agent, agentName, job, jobName, run }: EventRow): RowUse {
  return {
    feature,
    month: day.slice(0, 7),
    agent: agent === "" ? null : { id: agent, name: agentName ?? agent },
    job: job === "" ? null : { id: job, name: jobName ?? job },
    run: run || null,
  };
}
