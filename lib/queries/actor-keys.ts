import { isOwnId } from "#lib/core/ids.ts";
import { canAdminister } from "#lib/core/permissions.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { PLATFORM, readKeyNames } from "#lib/db/api-keys.ts";

/** The API key that did something. Its name; null for a key of the platform, whose names are only for its admins. */
export type ActorKey = { name: string | null };

/** `key` is null for what no API key did, and for a key that is not known. */
export type WithKey<Row> = Row & { key: ActorKey | null };

const KEY = "key:";

/** Adds to each row the API key that its actor names ("key:<id>"), of the row's workspace or of the platform. */
export async function withKeys<Row extends { actor: string }>(
  viewer: Viewer,
  rows: readonly Row[],
  workspaceOf: (row: Row) => string,
): Promise<WithKey<Row>[]> {
  const wanted = rows.filter(({ actor }) => actor.startsWith(KEY) && isOwnId(actor.slice(KEY.length)));
  const ids = new Set(wanted.map(({ actor }) => actor.slice(KEY.length)));
  const known = new Map(
    (await readKeyNames([...new Set([PLATFORM, ...wanted.map(workspaceOf)])], [...ids])).map((key) => [
      `${key.workspaceId} ${key.id}`,
      key.workspaceId === PLATFORM && !canAdminister(viewer) ? { name: null } : { name: key.name },
    ]),
  );
  return rows.map((row) => {
    const id = row.actor.slice(KEY.length);
    return { ...row, key: known.get(`${workspaceOf(row)} ${id}`) ?? known.get(`${PLATFORM} ${id}`) ?? null };
  });
}
