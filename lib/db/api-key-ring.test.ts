import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { toKeySecret } from "#lib/core/api-keys.ts";
import { createLogger, provideLogger } from "#lib/log/logger.ts";
import { createKeyRing, type KeyRing } from "./api-key-ring.ts";
import { digestOf, findActiveKeys, insertApiKey, revokeApiKeyRow } from "./api-keys.ts";
import { newId } from "./new-id.ts";
import { inTransaction } from "./sql.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

const NOW = new Date("2026-11-21T12:00:00.000Z").getTime();
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  provideLogger(createLogger("silent"));
});
afterAll(() => database.close());

let count = 0;
function madeUp(): string {
  count += 1;
  return toKeySecret(String(count).padStart(43, "0"), false);
}

async function key() {
  const made = { workspaceId: "acme", id: newId(), secret: madeUp() };
  const row = {
    ...made,
    name: "Import",
    scopes: ["read"] as const,
    createdAt: new Date(NOW),
    createdBy: "test",
  };
  expect(await inTransaction((sql) => insertApiKey(sql, row, 1000))).toBe(true);
  return made;
}

/** As another process does it: nobody here is told. */
const revokeElsewhere = ({ workspaceId, id }: { workspaceId: string; id: string }) =>
  inTransaction((sql) => revokeApiKeyRow(sql, { workspaceId, id, at: new Date(NOW), by: "test" }));

let asked: number[];
let answered: number;
let isAway: boolean;
let ring: KeyRing;
/** Holds the answers of the database back until it is called. */
let release: (() => void) | null;

beforeEach(() => {
  asked = [];
  answered = 0;
  isAway = false;
  release = null;
  ring = createKeyRing(async (digests) => {
    asked.push(digests.length);
    try {
      if (isAway) throw new Error("The database is away");
      const found = await findActiveKeys(digests);
      if (release) await new Promise<void>((resolve) => (release = resolve));
      return found;
    } finally {
      answered += 1;
    }
  });
});

const viewerOf = ({ workspaceId, id }: { workspaceId: string; id: string }) => ({
  kind: "workspace-key",
  keyId: id,
  workspaceId,
  scopes: ["read"],
});
async function untilAnswered(times: number) {
  await expect.poll(() => answered).toBe(times);
}

describe("a key", () => {
  test("is looked up once, then known", async () => {
    const made = await key();
    expect(await ring.find(made.secret, NOW)).toEqual(viewerOf(made));
    expect(ring.find(made.secret, NOW + 499)).toEqual(viewerOf(made));
    expect(asked).toEqual([1]);
  });

  test("of the platform opens no workspace by name", async () => {
    const secret = toKeySecret("p".repeat(43), true);
    const id = newId();
    const row = { workspaceId: "", id, secret, name: "Backend", scopes: ["read", "meter"] as const };
    await inTransaction((sql) =>
      insertApiKey(sql, { ...row, createdAt: new Date(NOW), createdBy: "test" }, 9),
    );
    expect(await ring.find(secret, NOW)).toEqual({ kind: "platform", keyId: id });
  });

  test("in use is asked about again before its second is over, so that no call ever waits", async () => {
    const made = await key();
    await ring.find(made.secret, NOW);
    for (let step = 1; step <= 10; step += 1) {
      expect(ring.find(made.secret, NOW + step * 600)).toEqual(viewerOf(made));
      await untilAnswered(1 + step);
    }
  });

  test("revoked by another process is refused after a second, whether it was in use or not", async () => {
    const [idle, busy] = [await key(), await key()];
    await Promise.all([ring.find(idle.secret, NOW), ring.find(busy.secret, NOW)]);
    await Promise.all([revokeElsewhere(idle), revokeElsewhere(busy)]);
    expect(ring.find(busy.secret, NOW + 700)).toEqual(viewerOf(busy));
    expect(ring.find(idle.secret, NOW + 499)).toEqual(viewerOf(idle));
    expect(await ring.find(busy.secret, NOW + 1000)).toBeNull();
    expect(await ring.find(idle.secret, NOW + 1000)).toBeNull();
  });

  test("that is forgotten is looked up again at once", async () => {
    const made = await key();
    await ring.find(made.secret, NOW);
    await revokeElsewhere(made);
    ring.forget(digestOf(made.secret));
    expect(await ring.find(made.secret, NOW)).toBeNull();
  });

  test("revoked while the database was being asked does not come back with the answer", async () => {
    const made = await key();
    release = () => undefined;
    const before = ring.find(made.secret, NOW);
    const idle = release;
    await expect.poll(() => release).not.toBe(idle);
    await revokeElsewhere(made);
    ring.forget(digestOf(made.secret));
    const answerNow = release;
    release = null;
    answerNow();
    expect(await before).toEqual(viewerOf(made));
    expect(await ring.find(made.secret, NOW)).toBeNull();
  });

  test("is looked up again when the clock went back", async () => {
    const made = await key();
    await ring.find(made.secret, NOW);
    await revokeElsewhere(made);
    expect(await ring.find(made.secret, NOW - 1)).toBeNull();
  });
});

describe("a text that is no key", () => {
  test("is never looked up", () => {
    expect([ring.find("hrw_short", NOW), ring.find("", NOW), asked]).toEqual([null, null, []]);
  });

  test("but looks like one is looked up once a second, however often it comes", async () => {
    const secret = madeUp();
    expect(await ring.find(secret, NOW)).toBeNull();
    for (let at = 0; at < 1000; at += 10) expect(ring.find(secret, NOW + at)).toBeNull();
    expect(asked).toEqual([1]);
    expect(await ring.find(secret, NOW + 1000)).toBeNull();
    expect(asked).toEqual([1, 1]);
  });

  test("is known as a key within a second of becoming one", async () => {
    const made = await key();
    await database.pool.query("UPDATE api_key SET digest = sha256('other') WHERE id = $1", [made.id]);
    expect(await ring.find(made.secret, NOW)).toBeNull();
    await database.pool.query("UPDATE api_key SET digest = $2 WHERE id = $1", [
      made.id,
      digestOf(made.secret),
    ]);
    expect(await ring.find(made.secret, NOW + 1000)).toEqual(viewerOf(made));
  });
});

describe("of many keys at once", () => {
  test("those that come together are asked about together", async () => {
    const secrets = Array.from({ length: 500 }, madeUp);
    const twice = [...secrets, ...secrets];
    expect(new Set(await Promise.all(twice.map((secret) => ring.find(secret, NOW))))).toEqual(
      new Set([null]),
    );
    expect(asked).toEqual([500]);
  });

  test("a flood of made-up ones drives no valid one out, and its statements stay few and small", async () => {
    const made = await key();
    await ring.find(made.secret, NOW);
    const flood = await Promise.allSettled(Array.from({ length: 10_500 }, () => ring.find(madeUp(), NOW)));
    const refused = flood.filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(500);
    expect(refused[0]).toMatchObject({ reason: { code: "busy" } });
    expect(Math.max(...asked)).toBe(1000);
    expect(asked).toHaveLength(11);
    expect(ring.find(made.secret, NOW)).toEqual(viewerOf(made));
  });
});

describe("while the database is away", () => {
  test("a key is good for the rest of its second, then the call fails, and works again afterwards", async () => {
    const made = await key();
    await ring.find(made.secret, NOW);
    isAway = true;
    expect(ring.find(made.secret, NOW + 600)).toEqual(viewerOf(made));
    await untilAnswered(2);
    expect(ring.find(made.secret, NOW + 999)).toEqual(viewerOf(made));
    await expect(ring.find(made.secret, NOW + 1000)).rejects.toThrow("away");
    await expect(ring.find(madeUp(), NOW + 1000)).rejects.toThrow("away");
    isAway = false;
    expect(await ring.find(made.secret, NOW + 1000)).toEqual(viewerOf(made));
  });
});
