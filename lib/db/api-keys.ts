import { hash } from "node:crypto";
import type { KeyScope, KeyViewer } from "#lib/core/viewer.ts";
import { prisma } from "./client.ts";
import { pool } from "./pool.ts";
import { arrayLiteral, pgSql, type Sql } from "./sql.ts";

/** In the place of a workspace's id, for keys of the platform. */
export const PLATFORM = "";

/** A key that is not revoked, and when it was last noted to be used. */
export type ActiveKey = { viewer: KeyViewer; lastUsedAt: Date | null };

export type NewKey = {
  workspaceId: string;
  id: string;
  name: string;
  secret: string;
  scopes: readonly KeyScope[];
  createdAt: Date;
  createdBy: string;
};

/** SHA-256 of a secret: all that is kept of it, but for its last four characters. */
export function digestOf(secret: string): Buffer {
  return hash("sha256", secret, "buffer");
}

/** Inserts a key, unless there are `most` active ones already; then false. */
export async function insertApiKey(sql: Sql, key: NewKey, most: number): Promise<boolean> {
  const inserted = await sql(
    `INSERT INTO api_key (workspace_id, id, name, digest, last_four, scopes, created_at, created_by)
     SELECT $1, $2::uuid, $3, $4::bytea, $5, $6::text[], $7::timestamptz, $8
     WHERE (SELECT count(*) FROM api_key WHERE workspace_id = $1 AND revoked_at IS NULL) < $9::integer
     RETURNING id`,
    [
      key.workspaceId,
      key.id,
      key.name,
      digestOf(key.secret),
      key.secret.slice(-4),
      arrayLiteral(key.scopes),
      key.createdAt,
      key.createdBy,
      most,
    ],
  );
  return inserted.length > 0;
}

export type RevokedKey = { name: string; lastFour: string; scopes: string[]; digest: Buffer };

/** Revokes a key; null when there is no such active key. */
export async function revokeApiKeyRow(
  sql: Sql,
  { workspaceId, id, at, by }: { workspaceId: string; id: string; at: Date; by: string },
): Promise<RevokedKey | null> {
  const [row] = await sql<RevokedKey>(
    `UPDATE api_key SET revoked_at = $3::timestamptz, revoked_by = $4
     WHERE workspace_id = $1 AND id = $2::uuid AND revoked_at IS NULL
     RETURNING name, last_four AS "lastFour", scopes, digest`,
    [workspaceId, id, at, by],
  );
  return row ?? null;
}

type ActiveRow = {
  digest: Buffer;
  workspaceId: string;
  id: string;
  scopes: KeyScope[];
  lastUsedAt: Date | null;
};

/** The active keys among these digests, by digest. Digests are in hex. */
export async function findActiveKeys(digests: readonly string[]): Promise<Map<string, ActiveKey>> {
  const rows = await pgSql(pool())<ActiveRow>(
    `SELECT digest, workspace_id AS "workspaceId", id, scopes, last_used_at AS "lastUsedAt"
     FROM api_key WHERE digest = ANY ($1::bytea[]) AND revoked_at IS NULL`,
    [digests.map((digest) => Buffer.from(digest, "hex"))],
  );
  return new Map(
    rows.map((row) => [row.digest.toString("hex"), { viewer: viewerOf(row), lastUsedAt: row.lastUsedAt }]),
  );
}

function viewerOf({ workspaceId, id, scopes }: ActiveRow): KeyViewer {
  if (workspaceId === PLATFORM) return { kind: "platform", keyId: id };
  return { kind: "workspace-key", keyId: id, workspaceId, scopes };
}

export type KeyUse = { workspaceId: string; id: string; at: Date };

/**
 * Notes when keys were used, where that is at least `seconds` later than what is noted. Waits for nobody: what another
 * process writes at that moment is left to it.
 */
export async function noteKeyUses(uses: readonly KeyUse[], seconds: number): Promise<void> {
  await pgSql(pool())(
    `WITH due AS (
       SELECT workspace_id, id, used.at
       FROM api_key JOIN unnest($1::text[], $2::uuid[], $3::timestamptz[]) AS used (workspace_id, id, at)
         USING (workspace_id, id)
       WHERE last_used_at IS NULL OR last_used_at <= used.at - make_interval(secs => $4)
       FOR UPDATE OF api_key SKIP LOCKED
     )
     UPDATE api_key SET last_used_at = due.at
     FROM due WHERE api_key.workspace_id = due.workspace_id AND api_key.id = due.id`,
    [
      arrayLiteral(uses.map((use) => use.workspaceId)),
      arrayLiteral(uses.map((use) => use.id)),
      arrayLiteral(uses.map((use) => use.at)),
      seconds,
    ],
  );
}

export type ApiKeyRow = {
  id: string;
  name: string;
  lastFour: string;
  scopes: string[];
  createdAt: Date;
  createdBy: string;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  revokedBy: string | null;
};

const SHOWN = {
  id: true,
  name: true,
  lastFour: true,
  scopes: true,
  createdAt: true,
  createdBy: true,
  lastUsedAt: true,
  revokedAt: true,
  revokedBy: true,
} as const;

/** The active keys of a workspace, newest first, then the `ended` that were revoked last. Without their digests. */
export async function readApiKeys(workspaceId: string, ended: number): Promise<ApiKeyRow[]> {
  const [active, revoked] = await Promise.all([
    prisma().apiKey.findMany({
      where: { workspaceId, revokedAt: null },
      select: SHOWN,
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    }),
    prisma().apiKey.findMany({
      where: { workspaceId, revokedAt: { not: null } },
      select: SHOWN,
      orderBy: [{ revokedAt: "desc" }, { id: "desc" }],
      take: ended,
    }),
  ]);
  return [...active, ...revoked];
}

export type KeyName = { workspaceId: string; id: string; name: string };

/** The names of these keys, as far as they are of these workspaces, revoked ones too. */
export async function readKeyNames(
  workspaceIds: readonly string[],
  ids: readonly string[],
): Promise<KeyName[]> {
  if (ids.length === 0) return [];
  return prisma().apiKey.findMany({
    where: { workspaceId: { in: [...workspaceIds] }, id: { in: [...ids] } },
    select: { workspaceId: true, id: true, name: true },
  });
}

/** Whether a key with this id can meter in the workspace: one of its own or of the platform, revoked or not. */
export async function isKeyOf(workspaceId: string, id: string): Promise<boolean> {
  const where = { id, workspaceId: { in: [workspaceId, PLATFORM] } };
  return (await prisma().apiKey.count({ where })) > 0;
}
