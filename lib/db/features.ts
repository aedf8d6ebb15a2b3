import type { FeatureSetting } from "#lib/core/features.ts";
import { gatherReads } from "./gather.ts";
import { pool } from "./pool.ts";
import { arrayLiteral, pgSql, type Sql } from "./sql.ts";

/** What is set for a workspace itself, and for the plan it has. */
export type WorkspaceFeatures = { workspace: FeatureSetting[]; plan: FeatureSetting[] };

type Row = FeatureSetting & { workspaceId: string; level: keyof WorkspaceFeatures };

/** The settings that count for each workspace; one for which nothing is set is missing from the map. */
async function readFeatures(
  sql: Sql,
  workspaceIds: readonly string[],
): Promise<Map<string, WorkspaceFeatures>> {
  const rows = await sql<Row>(
    `SELECT workspace_id AS "workspaceId", 'workspace' AS level, feature, state, ends_at AS "endsAt"
       FROM workspace_feature WHERE workspace_id = ANY ($1::text[])
     UNION ALL
     SELECT w.id, 'plan', f.feature, f.state, f.ends_at
       FROM workspace w JOIN plan_feature f ON f.plan = w.plan WHERE w.id = ANY ($1::text[])`,
    [arrayLiteral(workspaceIds)],
  );
  const features = new Map<string, WorkspaceFeatures>();
  for (const { workspaceId, level, ...setting } of rows) {
    const known = features.get(workspaceId) ?? { workspace: [], plan: [] };
    known[level].push(setting);
    features.set(workspaceId, known);
  }
  return features;
}

const gathered = gatherReads((ids) => readFeatures(pgSql(pool()), ids));
const NOTHING_SET: WorkspaceFeatures = { workspace: [], plan: [] };

/** The settings that count for one workspace, read together with those that others ask for. */
export async function featuresOf(workspaceId: string): Promise<WorkspaceFeatures> {
  return (await gathered(workspaceId)) ?? NOTHING_SET;
}

/** Where a setting is kept: of a workspace, or of all that have a plan. */
export type FeatureHolder = { kind: "workspace" | "plan"; id: string };

const TABLES = {
  workspace: { table: "workspace_feature", holder: "workspace_id" },
  plan: { table: "plan_feature", holder: "plan" },
} as const;

/** Whoever else sets features of plans waits until this transaction ends. */
export async function lockPlanFeatures(sql: Sql): Promise<void> {
  await sql("SELECT pg_advisory_xact_lock(hashtext('headroom:plan_feature'))");
}

/** The setting of one feature; null for none. */
export async function readFeature(
  sql: Sql,
  { kind, id }: FeatureHolder,
  feature: string,
): Promise<FeatureSetting | null> {
  const { table, holder } = TABLES[kind];
  const [setting] = await sql<FeatureSetting>(
    `SELECT feature, state, ends_at AS "endsAt" FROM ${table} WHERE ${holder} = $1 AND feature = $2`,
    [id, feature],
  );
  return setting ?? null;
}

/** Makes or replaces a setting. */
export async function putFeature(
  sql: Sql,
  { kind, id }: FeatureHolder,
  { feature, state, endsAt }: FeatureSetting,
): Promise<void> {
  const { table, holder } = TABLES[kind];
  await sql(
    `INSERT INTO ${table} (${holder}, feature, state, ends_at) VALUES ($1, $2, $3, $4::timestamptz)
     ON CONFLICT (${holder}, feature) DO UPDATE SET state = excluded.state, ends_at = excluded.ends_at`,
    [id, feature, state, endsAt],
  );
}

/** Takes a setting away. */
export async function deleteFeature(sql: Sql, { kind, id }: FeatureHolder, feature: string): Promise<void> {
  const { table, holder } = TABLES[kind];
  await sql(`DELETE FROM ${table} WHERE ${holder} = $1 AND feature = $2`, [id, feature]);
}
