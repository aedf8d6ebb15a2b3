// Which keys are valid, remembered for a second. A key in use is asked about again before its second is over, many keys in one
// statement, so that no call waits for it; what another process revokes is refused here within that second.
import { isKeySecret } from "#lib/core/api-keys.ts";
import { UnavailableError } from "#lib/core/errors.ts";
import { RecentMap } from "#lib/core/recent-map.ts";
import type { KeyViewer } from "#lib/core/viewer.ts";
import { log } from "#lib/log/logger.ts";
import { createKeyUses, type KeyUses } from "./api-key-uses.ts";
import { type ActiveKey, digestOf, findActiveKeys } from "./api-keys.ts";

const FRESH_MS = 1000;
const REFRESH_MS = 500;
const MAX_REMEMBERED = 10_000;
const MAX_ASKED_AT_ONCE = 1000;
const MAX_WAITING = 10_000;

/** `askedAt`: no change that was committed before it is missed. Milliseconds, like every time here. */
type Known = { viewer: KeyViewer; digest: Buffer; askedAt: number };

type Question = {
  secret: string;
  digest: Buffer;
  askedAt: number;
  /** The key was revoked while the database was asked: the answer may be older than that. */
  overtaken: boolean;
  answer: PromiseWithResolvers<KeyViewer | null>;
};

export type KeyRing = {
  /** Whose key it is; null when it is nobody's. Waits for the database only when nothing fresh is remembered. */
  find(secret: string, now: number): KeyViewer | null | Promise<KeyViewer | null>;
  /** Forgets a key at once. Call it when its revocation is committed. */
  forget(digest: Buffer): void;
};

type Ask = (digests: readonly Buffer[]) => Promise<Map<string, ActiveKey>>;

/** One ring for the process is enough; tests make one for each process they play. */
export function createKeyRing(ask: Ask = findActiveKeys, uses: KeyUses = createKeyUses()): KeyRing {
  const known = new RecentMap<string, Known>(MAX_REMEMBERED);
  // Apart from the known ones, so that a flood of made-up keys drives none of those out.
  const unknown = new RecentMap<string, number>(MAX_REMEMBERED);
  let waiting = new Map<string, Question>();
  let inFlight: Map<string, Question> | null = null;

  function question(secret: string, digest: Buffer, now: number): Promise<KeyViewer | null> {
    const under = inFlight?.get(secret);
    if (under && !under.overtaken && isFresh(under.askedAt, now)) return under.answer.promise;
    const queued = waiting.get(secret);
    if (queued) return queued.answer.promise;
    if (waiting.size >= MAX_WAITING) {
      return Promise.reject(new UnavailableError("Too many keys wait to be looked up."));
    }
    const asked: Question = {
      secret,
      digest,
      askedAt: now,
      overtaken: false,
      answer: Promise.withResolvers(),
    };
    waiting.set(secret, asked);
    if (!inFlight) void askAll();
    return asked.answer.promise;
  }

  /** One statement at a time; what gathers meanwhile goes into the next. */
  async function askAll(): Promise<void> {
    while (waiting.size > 0) {
      inFlight = takeFirst();
      const questions = [...inFlight.values()];
      try {
        const active = await ask(questions.map(({ digest }) => digest));
        for (const one of questions) settle(one, active.get(one.digest.toString("hex")) ?? null);
      } catch (error) {
        for (const { answer } of questions) answer.reject(error);
      }
    }
    inFlight = null;
  }

  function takeFirst(): Map<string, Question> {
    const all = [...waiting];
    waiting = new Map(all.slice(MAX_ASKED_AT_ONCE));
    return new Map(all.slice(0, MAX_ASKED_AT_ONCE));
  }

  function settle({ secret, digest, askedAt, overtaken, answer }: Question, key: ActiveKey | null): void {
    if (key && !overtaken) {
      known.set(secret, { viewer: key.viewer, digest, askedAt });
      uses.recall(key.viewer, key.lastUsedAt);
    } else {
      known.delete(secret);
      if (!key) unknown.set(secret, askedAt);
    }
    answer.resolve(key?.viewer ?? null);
  }

  function refresh(secret: string, digest: Buffer, now: number): void {
    question(secret, digest, now).catch((error: unknown) => {
      log().warn({ err: error }, "a key could not be looked up again");
    });
  }

  return {
    find(secret, now) {
      const entry = known.get(secret);
      if (entry && isFresh(entry.askedAt, now)) {
        if (now - entry.askedAt >= REFRESH_MS) refresh(secret, entry.digest, now);
        uses.note(entry.viewer, now);
        return entry.viewer;
      }
      if (!entry && !isKeySecret(secret)) return null;
      if (!entry && isFresh(unknown.get(secret), now)) return null;
      return question(secret, entry?.digest ?? digestOf(secret), now).then((viewer) => {
        if (viewer) uses.note(viewer, now);
        return viewer;
      });
    },
    forget(digest) {
      for (const [secret, entry] of known.entries()) if (entry.digest.equals(digest)) known.delete(secret);
      for (const one of inFlight?.values() ?? []) if (one.digest.equals(digest)) one.overtaken = true;
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
