import { type InvalidRequest, invalidField } from "#lib/core/invalid-request.ts";
import { ok, type Result } from "#lib/core/result.ts";

const DEFAULT_ROWS = 50;
const MAX_ROWS = 200;

/** How many rows a page of a list holds; 50 when the caller does not say. */
export function pageSize(limit: number | undefined): Result<number, InvalidRequest> {
  const rows = limit ?? DEFAULT_ROWS;
  if (Number.isInteger(rows) && rows >= 1 && rows <= MAX_ROWS) return ok(rows);
  return invalidField("limit", `Send a whole number from 1 to ${MAX_ROWS}`);
}
