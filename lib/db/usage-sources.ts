import type { LocalDay } from "#lib/core/months.ts";
import { prisma } from "./client.ts";
import { pool } from "./pool.ts";
import { pgSql } from "./sql.ts";

export type Named = { id: string; name: string };

/** The agents and jobs that a workspace ever named, by name. */
export async function readUsageSources(workspaceId: string): Promise<{ agents: Named[]; jobs: Named[] }> {
  const where = { workspaceId };
  const select = { id: true, name: true };
  const orderBy = [{ name: "asc" as const }, { id: "asc" as const }];
  const [agents, jobs] = await Promise.all([
    prisma().agent.findMany({ where, select, orderBy }),
    prisma().job.findMany({ where, select, orderBy }),
  ]);
  return { agents, jobs };
}

/** The first local day on which anything was used; null for none. */
export async function readFirstDay(workspaceId: string): Promise<LocalDay | null> {
  const [row] = await pgSql(pool())<{ day: LocalDay | null }>(
    "SELECT min(day) AS day FROM usage_daily WHERE workspace_id = $1",
    [workspaceId],
  );
  return row?.day ?? null;
}
