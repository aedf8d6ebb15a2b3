import type { Credits } from "#lib/core/credits.ts";
import type { LocalDay } from "#lib/core/months.ts";
import { pool } from "./pool.ts";
import { arrayLiteral, pgSql } from "./sql.ts";

/** What used credits: an agent, or a job that worked without one, or neither ('' for none, in both). */
export type UserOfCredits = { creditType: string; agent: string; job: string };

export type UserTotal = UserOfCredits & { name: string | null; credits: Credits; previous: Credits };

/**
 * Micro-credits used by each agent, and by each job without one, on the local days [from, to], and in as many days before
 * them (`previous`), the largest first. Those that used nothing are left out.
 */
export async function readUserTotals(
  workspaceId: string,
  previousFrom: LocalDay,
  from: LocalDay,
  to: LocalDay,
): Promise<UserTotal[]> {
  const rows = await pgSql(pool())<{
    credit_type: string;
    agent: string;
    job: string;
    name: string | null;
    credits: bigint;
    previous: bigint;
  }>(
    `SELECT u.credit_type, u.agent, u.job, coalesce(a.name, j.name) AS name, u.credits, u.previous
       FROM (SELECT credit_type, agent, CASE WHEN agent = '' THEN job ELSE '' END AS job,
                    coalesce(sum(credits) FILTER (WHERE day >= $3::date), 0)::bigint AS credits,
                    coalesce(sum(credits) FILTER (WHERE day < $3::date), 0)::bigint AS previous
               FROM usage_daily
              WHERE workspace_id = $1 AND day >= $2::date AND day <= $4::date AND credits > 0
              GROUP BY 1, 2, 3) u
       LEFT JOIN agent a ON a.workspace_id = $1 AND a.id = u.agent
       LEFT JOIN job j ON j.workspace_id = $1 AND j.id = u.job
      ORDER BY u.credits DESC, u.agent, u.job`,
    [workspaceId, previousFrom, from, to],
  );
  return rows.map(({ credit_type, ...row }) => ({ creditType: credit_type, ...row }));
}

export type DayOfUser = { creditType: string; day: LocalDay; credits: Credits } & (
  | { agent: string; job: string }
  | { agent: null; job: null }
);

/**
 * Micro-credits used on each local day of [from, to] by each of `named`; what all others used together has null for agent
 * and job. So the answer is as long as the chart, however many agents there are.
 */
export async function readDaysOfUsers(
  workspaceId: string,
  from: LocalDay,
  to: LocalDay,
  named: readonly UserOfCredits[],
): Promise<DayOfUser[]> {
  const rows = await pgSql(pool())<{
    credit_type: string;
    day: LocalDay;
    agent: string | null;
    job: string | null;
    credits: bigint;
  }>(
    `SELECT u.credit_type, u.day, n.agent, n.job, sum(u.credits)::bigint AS credits
       FROM usage_daily u
       LEFT JOIN unnest($4::text[], $5::text[], $6::text[]) AS n (credit_type, agent, job)
         ON n.credit_type = u.credit_type AND n.agent = u.agent AND (n.agent <> '' OR n.job = u.job)
      WHERE u.workspace_id = $1 AND u.day >= $2::date AND u.day <= $3::date
      GROUP BY 1, 2, 3, 4`,
    [
      workspaceId,
      from,
      to,
      arrayLiteral(named.map((user) => user.creditType)),
      arrayLiteral(named.map((user) => user.agent)),
      arrayLiteral(named.map((user) => user.job)),
    ],
  );
  return rows.map(({ credit_type, day, agent, job, credits }) =>
    agent === null || job === null
      ? { creditType: credit_type, day, credits, agent: null, job: null }
      : { creditType: credit_type, day, credits, agent, job },
  );
}
