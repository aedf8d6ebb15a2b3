// Which keys are valid, remembered for a second. A key in use is asked about again before its second is over, many keys in one
// statement, so that no call waits for it; what another process revokes is refused here within that second.
import { isKeySecret } from "#lib/core/api-keys.ts";
import { RecentMap } from "#lib/core/recent-map.ts";
import type { KeyViewer } from "#lib/core/viewer.ts";
import { log } from "#lib/log/logger.ts";
import { createKeyUses, type KeyUses } from "./api-key-uses.ts";
import { type ActiveKey, digestOf, findActiveKeys } from "./api-keys.ts";
import { gatherReads } from "./gather.ts";

const FRESH_MS = 1000;
const REFRESH_MS = 500;
const MAX_REMEMBERED = 10_000;

/** `askedAt`: no change that was committed before it is missed. Milliseconds, like every time here. */
type Known = { viewer: KeyViewer; digest: string; askedAt: number; isRefreshing: boolean };

export type KeyRing = {
  /** Whose key it is; null when it is nobody's. Waits for the database only when nothing fresh is remembered. */
  find(secret: string, now: number): KeyViewer | null | Promise<KeyViewer | null>;
  /** Forgets a key at once. Call it when its revocation is committed. */
  forget(digest: Buffer): void;
};

/** The active keys among digests in hex, by digest. */
type Read = (digests: readonly string[]) => Promise<ReadonlyMap<string, ActiveKey>>;

/** One ring for the process is enough; tests make one for each process they play. */
export function createKeyRing(read: Read = findActiveKeys, uses: KeyUses = createKeyUses()): KeyRing {
  const known = new RecentMap<string, Known>(MAX_REMEMBERED);
  // Apart from the known ones, so that a flood of made-up keys drives none of those out.
  const unknown = new RecentMap<string, number>(MAX_REMEMBERED);
  const readOne = gatherReads(read);
  let revocations = 0;

  async function ask(secret: string, digest: string, now: number): Promise<KeyViewer | null> {
    const before = revocations;
    const key = await readOne(digest);
    if (!key) {
      known.delete(secret);
      unknown.set(secret, now);
      return null;
    }
    uses.recall(key.viewer, key.lastUsedAt);
    // What was read while a key was revoked may be older than that: it serves the call that asked, and is not kept.
    if (before === revocations) {
      known.set(secret, { viewer: key.viewer, digest, askedAt: now, isRefreshing: false });
    }
    return key.viewer;
  }

  function refresh(secret: string, entry: Known, now: number): void {
    entry.isRefreshing = true;
    ask(secret, entry.digest, now).catch((error: unknown) => {
      entry.isRefreshing = false;
      log().warn({ err: error }, "a key could not be looked up again");
    });
  }

  async function look(secret: string, digest: string, now: number): Promise<KeyViewer | null> {
    const viewer = await ask(secret, digest, now);
    if (viewer) uses.note(viewer, now);
    return viewer;
  }

  return {
    find(secret, now) {
      const entry = known.get(secret);
      if (entry && isFresh(entry.askedAt, now)) {
        if (now - entry.askedAt >= REFRESH_MS && !entry.isRefreshing) refresh(secret, entry, now);
        uses.note(entry.viewer, now);
        return entry.viewer;
      }
      if (entry) return look(secret, entry.digest, now);
      if (!isKeySecret(secret) || isFresh(unknown.get(secret), now)) return null;
      return look(secret, digestOf(secret).toString("hex"), now);
    },
    forget(digest) {
      revocations += 1;
      const hex = digest.toString("hex");
      for (const [secret, entry] of known.entries()) if (entry.digest === hex) known.delete(secret);
    },
  };
}

/** A clock that went back makes everything remembered old. */
function isFresh(askedAt: number | undefined, now: number): boolean {
  return askedAt !== undefined && now >= askedAt && now - askedAt < FRESH_MS;
}

// The Next bundle, which revokes, and the API's door, which refuses, hold two copies of this module.
const holder = globalThis as typeof globalThis & { headroomKeyRing?: KeyRing };

/** The ring of this process. */
export function keyRing(): KeyRing {
  holder.headroomKeyRing ??= createKeyRing();
  return holder.headroomKeyRing;
}
