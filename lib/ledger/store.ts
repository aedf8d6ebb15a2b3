import type { Sql } from "#lib/db/sql.ts";
import type { Writes } from "./writes.ts";

/** `stale`: these workspaces changed since they were read; nothing was written. */
export type Stored = { stale: readonly string[] };

const ARGUMENTS = 82;
const CALL = `SELECT post_batch(${Array.from({ length: ARGUMENTS }, (_, index) => `$${index + 1}`).join(", ")}) AS stale`;

/** Stores what was decided, in one statement. Rejects when a key of it was used before: nothing was written then. */
export async function store(sql: Sql, call: ReturnType<Writes["finish"]>): Promise<Stored> {
  const [row] = await sql<{ stale: string[] | null }>(CALL, call);
  return { stale: row?.stale ?? [] };
}
