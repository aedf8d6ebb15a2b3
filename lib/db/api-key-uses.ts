// When keys were last used, written behind the calls' backs: at most once a minute per key, many keys in one statement.
import { RecentMap } from "#lib/core/recent-map.ts";
import type { KeyViewer } from "#lib/core/viewer.ts";
import { log } from "#lib/log/logger.ts";
import { type KeyUse, noteKeyUses, PLATFORM } from "./api-keys.ts";

const EVERY_SECONDS = 60;
const MAX_REMEMBERED = 10_000;

export type KeyUses = {
  /** What the database says of a key that was looked up. */
  recall(viewer: KeyViewer, lastUsedAt: Date | null): void;
  /** A key is used at `now`, in milliseconds. Returns at once. */
  note(viewer: KeyViewer, now: number): void;
};

export function createKeyUses(write: typeof noteKeyUses = noteKeyUses): KeyUses {
  const noted = new RecentMap<string, number>(MAX_REMEMBERED);
  let waiting: KeyUse[] = [];
  let isWriting = false;

  async function writeAll(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) {
      const uses = waiting;
      waiting = [];
      await write(uses, EVERY_SECONDS).catch((error: unknown) => {
        log().warn({ err: error, keys: uses.length }, "the last use of keys could not be noted");
      });
    }
    isWriting = false;
  }

  return {
    recall({ keyId }, lastUsedAt) {
      if (keyId === null || lastUsedAt === null) return;
      noted.set(keyId, Math.max(noted.get(keyId) ?? 0, lastUsedAt.getTime()));
    },
    note(viewer, now) {
      const { keyId } = viewer;
      if (keyId === null) return;
      const last = noted.get(keyId);
      if (last !== undefined && now - last < EVERY_SECONDS * 1000) return;
      noted.set(keyId, now);
      const workspaceId = viewer.kind === "workspace-key" ? viewer.workspaceId : PLATFORM;
      waiting.push({ workspaceId, id: keyId, at: new Date(now) });
      if (!isWriting) void writeAll();
    },
  };
}
