import { isCallerId } from "#lib/core/ids.ts";
import { type InvalidRequest, invalidField } from "#lib/core/invalid-request.ts";
import { USAGE_SOURCES } from "#lib/core/rates.ts";
import { ok, type Result } from "#lib/core/result.ts";
import {
  USAGE_GROUPS,
  type UsageFilter,
  type UsageGroup,
  type UsageGroupRow,
  type UsagePlace,
} from "#lib/db/usage-groups.ts";
import { readCursor, toCursor } from "./cursor.ts";
import { pageSize } from "./page-size.ts";

/**
 * Left out: the current month, any, by day, from the first group, 50 rows. `agent` and `job` null: what had none.
 * The strings may come from a URL as they are.
 */
export type UsageFilters = {
  month?: string | undefined;
  agent?: string | null | undefined;
  job?: string | null | undefined;
  feature?: string | undefined;
  source?: string | undefined;
  groupBy?: string | undefined;
  after?: string | undefined;
  limit?: number | undefined;
};

/** The filter of a query. Answers invalid_request for an id or a source that cannot be one. */
export function readFilter({
  agent,
  job,
  feature,
  source,
}: UsageFilters): Result<UsageFilter, InvalidRequest> {
  for (const [path, id] of Object.entries({ agent, job, feature })) {
    if (typeof id === "string" && !isCallerId(id)) {
      return invalidField(path, "Send 1 to 128 letters, digits, dots, dashes, underscores or colons");
    }
  }
  if (source !== undefined && !USAGE_SOURCES.some((known) => known === source)) {
    return invalidField("source", `Send one of: ${USAGE_SOURCES.join(", ")}`);
  }
  return ok({ agent: agent === null ? "" : agent, job: job === null ? "" : job, feature, source });
}

type UsagePage = { groupBy: UsageGroup; after: UsagePlace | null; limit: number };

/** The page that is asked for. Answers invalid_request for a group, limit or cursor that cannot be one. */
export function readPage(filters: UsageFilters): Result<UsagePage, InvalidRequest> {
  const groupBy = USAGE_GROUPS.find((group) => group === (filters.groupBy ?? "day"));
  if (!groupBy) return invalidField("groupBy", `Send one of: ${USAGE_GROUPS.join(", ")}`);
  const limit = pageSize(filters.limit);
  if (!limit.ok) return limit;
  const after = filters.after === undefined ? null : placeOf(groupBy, filters.after);
  if (after === undefined) {
    return invalidField("after", "Send the next of the page before, with the same groupBy, or leave it out");
  }
  return ok({ groupBy, after, limit: limit.value });
}

const NEVER = "-infinity";
const KEY = /^[A-Za-z0-9._:-]{0,128}$/;
const AT = /^(?:-infinity|2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/;

function placeOf(groupBy: UsageGroup, cursor: string): UsagePlace | undefined {
  const [key, job, at] = readCursor(`usage:${groupBy}`, cursor, [KEY, KEY, AT]) ?? [];
  if (key === undefined || job === undefined || at === undefined) return undefined;
  if (at === NEVER) return { key, job, recordedAt: at };
  const recordedAt = new Date(at);
  return Number.isNaN(recordedAt.getTime()) ? undefined : { key, job, recordedAt: recordedAt.toISOString() };
}

/** The cursor of the page after `row`. */
export function cursorAfter(groupBy: UsageGroup, { key, job, recordedAt }: UsageGroupRow): string {
  const at = recordedAt === null ? NEVER : new Date(recordedAt).toISOString();
  return toCursor(`usage:${groupBy}`, [key, job, at]);
}
