import { isCallerId, isOwnId } from "#lib/core/ids.ts";
import { type InvalidRequest, invalidField } from "#lib/core/invalid-request.ts";
import { monthRange } from "#lib/core/months.ts";
import { ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { listCreditTypes } from "#lib/db/credit-types.ts";
import { rateCards } from "#lib/db/rate-cards.ts";
import { type EventRow, readRunEvents } from "#lib/db/usage-events.ts";
import { readRunSums } from "#lib/db/usage-pairs.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import { readCursor, toCursor } from "./cursor.ts";
import { type TableAmounts, toTableAmounts } from "./table-amounts.ts";
import { toUsageEvent, type UsageEventDto } from "./usage-events.ts";
import { toDays, toFilter, type UsageView } from "./usage-view.ts";

const PAGE_ROWS = 50;

/** One agent's part of a run of a job in a month; null for what named none. */
export type RunView = UsageView & { agent: string | null; job: string | null; run: string | null };

export type RunEventsDto = {
  timeZone: string;
  /** In display order. */
  creditTypes: string[];
  /** Of all its events in the month, whatever the page. */
  total: TableAmounts;
  events: UsageEventDto[];
  next: string | null;
};

/**
 * The events of a run in a month of the workspace's zone, newest first, 50 a page. `after` is the `next` of the page before.
 * Answers invalid_request for an id or cursor that cannot be one; throws NotFoundError.
 */
export async function listRunEvents(
  viewer: Viewer,
  workspaceId: string,
  view: RunView,
  after: string | null,
): Promise<Result<RunEventsDto, InvalidRequest>> {
  const { timeZone } = await requireWorkspaceRow(viewer, workspaceId);
  for (const path of ["agent", "job", "run"] as const) {
    const id = view[path];
    if (id !== null && !isCallerId(id)) return invalidField(path, `That is not the id of a ${path}`);
  }
  const place = after === null ? null : placeOf(after);
  if (place === undefined) return invalidField("after", "That is not a page of this list");
  const { from, to } = monthRange(view.month, timeZone);
  const window = { from, to: new Date(to.getTime() - 1) };
  const filter = { ...toFilter(view), agent: view.agent ?? "", job: view.job ?? "", run: view.run ?? "" };
  const [types, cards, sums, found] = await Promise.all([
    listCreditTypes(),
    rateCards(),
    readRunSums(workspaceId, toDays(view), filter, filter.run),
    readRunEvents(workspaceId, window, filter, place, PAGE_ROWS + 1),
  ]);
  const creditTypes = types.map(({ id }) => id);
  const rows = found.slice(0, PAGE_ROWS);
  const last = found.length > rows.length ? rows.at(-1) : undefined;
  return ok({
    timeZone,
    creditTypes,
    total: toTableAmounts(sums, creditTypes),
    events: rows.map((event) => toUsageEvent(cards, event)),
    next: last ? cursorOf(last) : null,
  });
}

const LIST = "run-events";
const AT = /^\d{1,14}$/;
const ID = /^[0-9a-f-]{36}$/;

function placeOf(cursor: string): { occurredAt: Date; id: string } | undefined {
  const [at, id] = readCursor(LIST, cursor, [AT, ID]) ?? [];
  return at && id && isOwnId(id) ? { occurredAt: new Date(Number(at)), id } : undefined;
}

function cursorOf({ occurredAt, id }: EventRow): string {
  return toCursor(LIST, [String(occurredAt.getTime()), id]);
}
