import { addDays, type LocalDay, localDay } from "#lib/core/months.ts";
import type { DailySpend } from "#lib/core/pace.ts";
import { pool } from "./pool.ts";
import { pgSql } from "./sql.ts";

const PACE_DAYS = 14;

/**
 * Micro-credits spent on each of the last 14 complete local days, oldest first, per credit type; days without use are 0n.
 * Begins with the first day on which anything was used, so that a new workspace has few days rather than empty ones.
 */
export async function readDailySpend(
  workspaceId: string,
  timeZone: string,
  now: Date,
): Promise<Map<string, DailySpend[]>> {
  const today = localDay(now, timeZone);
  const rows = await pgSql(pool())<{
    credit_type: string;
    first_day: LocalDay;
    day: LocalDay;
    credits: bigint;
  }>(
    `SELECT credit_type, day, sum(credits)::bigint AS credits,
            (SELECT min(f.day) FROM usage_daily f WHERE f.workspace_id = $1) AS first_day
       FROM usage_daily
      WHERE workspace_id = $1 AND day >= $2::date AND day < $3::date
      GROUP BY credit_type, day`,
    [workspaceId, addDays(today, -PACE_DAYS), today],
  );
  const from = [addDays(today, -PACE_DAYS), rows[0]?.first_day ?? today].reduce((a, b) => (a > b ? a : b));
  const byType = Map.groupBy(rows, (row) => row.credit_type);
  return new Map([...byType].map(([type, used]) => [type, fillDays(from, today, used)]));
}

function fillDays(from: LocalDay, to: LocalDay, used: { day: LocalDay; credits: bigint }[]): DailySpend[] {
  const creditsOn = new Map(used.map(({ day, credits }) => [day, credits]));
  const days: DailySpend[] = [];
  for (let day = from; day < to; day = addDays(day, 1)) days.push({ day, credits: creditsOn.get(day) ?? 0n });
  return days;
}
