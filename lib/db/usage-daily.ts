import { addDays, type LocalDay, localDay } from "#lib/core/months.ts";
import type { DailySpend } from "#lib/core/pace.ts";
import { pool } from "./pool.ts";
import { pgSql } from "./sql.ts";

const PACE_DAYS = 14;

/**
 * Micro-credits spent on each of the last 14 complete local days, oldest first, per credit type; days without use are 0n.
 * Begins with the first day on which the workspace used anything of any type, so that a new one has few days rather than
 * empty ones, and an old one that has gone quiet has fourteen without use.
 */
export async function readDailySpend(
  workspaceId: string,
  timeZone: string,
  now: Date,
): Promise<Map<string, DailySpend[]>> {
  const today = localDay(now, timeZone);
  const rows = await pgSql(pool())<{
    credit_type: string;
    first_day: LocalDay | null;
    day: LocalDay | null;
    credits: bigint | null;
  }>(
    `SELECT c.id AS credit_type, (SELECT min(f.day) FROM usage_daily f WHERE f.workspace_id = $1) AS first_day,
            u.day, sum(u.credits)::bigint AS credits
       FROM credit_type c
       LEFT JOIN usage_daily u
         ON u.workspace_id = $1 AND u.credit_type = c.id AND u.day >= $2::date AND u.day < $3::date
      GROUP BY c.id, u.day`,
    [workspaceId, addDays(today, -PACE_DAYS), today],
  );
  const from = [addDays(today, -PACE_DAYS), rows[0]?.first_day ?? today].reduce((a, b) => (a > b ? a : b));
  const byType = Map.groupBy(rows, (row) => row.credit_type);
  return new Map(
    [...byType].map(([type, found]) => {
      const used = found.flatMap(({ day, credits }) => (day && credits !== null ? [{ day, credits }] : []));
      return [type, fillDays(from, today, used)];
    }),
  );
}

function fillDays(from: LocalDay, to: LocalDay, used: { day: LocalDay; credits: bigint }[]): DailySpend[] {
  const creditsOn = new Map(used.map(({ day, credits }) => [day, credits]));
  const days: DailySpend[] = [];
  for (let day = from; day < to; day = addDays(day, 1)) days.push({ day, credits: creditsOn.get(day) ?? 0n });
  return days;
}
