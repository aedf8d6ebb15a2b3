import type { Sql } from "#lib/db/sql.ts";

/**
 * Makes the month partitions of `transfer` and `usage_event` from `from` to `to` that are missing (UTC months, both included).
 * The default partition catches what comes before they exist, so being late costs speed, not data.
 * @returns how many were made.
 */
export async function ensurePartitions(sql: Sql, from: Date, to: Date): Promise<number> {
  let made = 0;
  for (let month = utcMonth(from, 0); month <= to; month = utcMonth(month, 1)) {
    for (const table of ["transfer", "usage_event"]) {
      const [row] = await sql<{ made: boolean }>("SELECT ensure_month_partition($1, $2::date) AS made", [
        table,
        month.toISOString().slice(0, 10),
      ]);
      if (row?.made) made += 1;
    }
  }
  return made;
}

/** The partitions that postings at `now` and in the coming months need; usage may be 35 days old. */
export function ensureComingPartitions(sql: Sql, now: Date): Promise<number> {
  return ensurePartitions(sql, utcMonth(now, -2), utcMonth(now, 3));
}

function utcMonth(date: Date, offset: number): Date {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1));
}
