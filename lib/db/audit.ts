import type { AuditAction } from "#lib/core/audit-actions.ts";
import type { Sql } from "./sql.ts";

/** What an admin did. `before` and `after` are JSON-ready facts about the subject. */
export type AuditEntry = {
  workspaceId: string;
  id: string;
  at: Date;
  actor: string;
  action: AuditAction;
  subject: string;
  reason: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
};

/** Writes an entry in the transaction of the act that it records. */
export async function insertAuditEntry(sql: Sql, entry: AuditEntry): Promise<void> {
  await sql(
    `INSERT INTO audit_entry (workspace_id, id, at, actor, action, subject, reason, before, after)
     VALUES ($1, $2::uuid, $3::timestamptz, $4, $5, $6, $7, $8::jsonb, $9::jsonb)`,
    [
      entry.workspaceId,
      entry.id,
      entry.at,
      entry.actor,
      entry.action,
      entry.subject,
      entry.reason,
      entry.before && JSON.stringify(entry.before),
      entry.after && JSON.stringify(entry.after),
    ],
  );
}
