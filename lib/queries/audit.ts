import { NotFoundError } from "#lib/core/errors.ts";
import { canAdminister } from "#lib/core/permissions.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { prisma } from "#lib/db/client.ts";
import type { AuditEntry } from "#lib/db/generated/client.ts";
import { type WithKey, withKeys } from "./actor-keys.ts";
import { readCursor, toCursor } from "./cursor.ts";

/** What an admin did. `before` and `after` are facts about the subject, as JSON. */
export type AuditEntryDto = WithKey<{
  id: string;
  workspaceId: string;
  at: string;
  actor: string;
  action: string;
  subject: string;
  reason: string;
  before: AuditEntry["before"];
  after: AuditEntry["after"];
}>;

export type AuditPage = { entries: AuditEntryDto[]; next: string | null };

export const AUDIT_PAGE_SIZE = 50;

/**
 * The audit log, newest first, of one workspace or (null) of all. `after` is the cursor of the page before; one that is not
 * ours starts at the top. Platform admins only: throws NotFoundError for others.
 */
export async function listAudit(
  viewer: Viewer,
  workspaceId: string | null,
  after: string | null = null,
): Promise<AuditPage> {
  if (!canAdminister(viewer)) throw new NotFoundError("This page");
  const start = after === null ? null : placeOf(after);
  const rows = await prisma().auditEntry.findMany({
    where: {
      ...(workspaceId === null ? {} : { workspaceId }),
      ...(start && { OR: [{ at: { lt: start.at } }, { at: start.at, id: { lt: start.id } }] }),
    },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: AUDIT_PAGE_SIZE + 1,
  });
  const page = rows.slice(0, AUDIT_PAGE_SIZE);
  const last = page.at(-1);
  return {
    entries: await withKeys(
      viewer,
      page.map((row) => ({ ...row, at: row.at.toISOString() })),
      (row) => row.workspaceId,
    ),
    next:
      last && rows.length > AUDIT_PAGE_SIZE ? toCursor("audit", [String(last.at.getTime()), last.id]) : null,
  };
}

// 14 digits of milliseconds reach the year 5138; the other part is an id of our own.
const PLACE = [/^\d{1,14}$/, /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/];

function placeOf(cursor: string): { at: Date; id: string } | null {
  const [at, id] = readCursor("audit", cursor, PLACE) ?? [];
  return at && id ? { at: new Date(Number(at)), id } : null;
}
