import type { Sql } from "./sql.ts";

export type Pause = { at: Date; by: string; reason: string };

/** Since when, by whom and why a workspace is paused; null when it is not. */
export async function readPause(sql: Sql, workspaceId: string): Promise<Pause | null> {
  const [pause] = await sql<Pause>(
    `SELECT paused_at AS at, coalesce(paused_by, '') AS by, coalesce(paused_reason, '') AS reason
       FROM workspace WHERE id = $1 AND paused_at IS NOT NULL`,
    [workspaceId],
  );
  return pause ?? null;
}

/** Pauses a workspace, or (null) lifts its pause. */
export async function writePause(sql: Sql, workspaceId: string, pause: Pause | null): Promise<void> {
  await sql(
    "UPDATE workspace SET paused_at = $2::timestamptz, paused_by = $3, paused_reason = $4 WHERE id = $1",
    [workspaceId, pause?.at ?? null, pause?.by ?? null, pause?.reason ?? null],
  );
}
