import type Stripe from "stripe";
import { invalidRequest } from "./api-error.ts";

type Range = {
  gt?: number | undefined;
  gte?: number | undefined;
  lt?: number | undefined;
  lte?: number | undefined;
};

/** One page of a list call: newest first, as Stripe lists. `rows` are oldest first. */
export function page<T extends { id: string; created: number }>(
  url: string,
  rows: readonly T[],
  sent: {
    limit?: number | undefined;
    starting_after?: string | undefined;
    ending_before?: string | undefined;
  },
  filter: { created?: Range | undefined; match?: (row: T) => boolean },
): Stripe.ApiList<T> {
  const newestFirst = rows
    .filter((row) => isWithin(row.created, filter.created) && (filter.match?.(row) ?? true))
    .toReversed();
  const limit = sent.limit ?? 10;
  if (sent.ending_before !== undefined) {
    const end = indexOf(newestFirst, sent.ending_before, "ending_before");
    const start = Math.max(0, end - limit);
    return { object: "list", data: newestFirst.slice(start, end), has_more: start > 0, url };
  }
  const start =
    sent.starting_after === undefined ? 0 : indexOf(newestFirst, sent.starting_after, "starting_after") + 1;
  return {
    object: "list",
    data: newestFirst.slice(start, start + limit),
    has_more: newestFirst.length > start + limit,
    url,
  };
}

function indexOf(rows: readonly { id: string }[], id: string, param: string): number {
  const index = rows.findIndex((row) => row.id === id);
  if (index < 0) throw invalidRequest(`No such object: '${id}'`, { code: "resource_missing", param });
  return index;
}

function isWithin(at: number, range: Range | undefined): boolean {
  return (
    at > (range?.gt ?? Number.NEGATIVE_INFINITY) &&
    at >= (range?.gte ?? Number.NEGATIVE_INFINITY) &&
    at < (range?.lt ?? Number.POSITIVE_INFINITY) &&
    at <= (range?.lte ?? Number.POSITIVE_INFINITY)
  );
}
