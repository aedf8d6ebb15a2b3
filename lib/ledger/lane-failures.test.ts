import { setImmediate as nextTurn } from "node:timers/promises";
import type pg from "pg";
import { expect, test } from "vitest";
import { createEngine } from "./engine.ts";
import { testEngines } from "./test-engines.ts";
import {
  answerTo,
  bareWorkspace,
  codeOf,
  debitOf,
  grantOf,
  holdOf,
  later,
  limit,
  NOW,
  releaseOf,
  SECOND,
  walletOf,
} from "./test-items.ts";
import { blocked, lockHead, release } from "./test-locks.ts";

const engines = testEngines();

const settled = (postings: readonly Promise<unknown>[]) =>
  Promise.all(
    postings.map((posting) =>
      posting.then(
        () => "answered",
        (error: Error) => error.name,
      ),
    ),
  );

test("an item that no text of the database can hold fails alone", async () => {
  const [one, other] = [await engines.filled(10), await engines.filled(10)];
  const postings = [
    engines.one.post(debitOf(one, 1)),
    engines.one.post(debitOf(one, 2, { actor: "a\0b" })),
    engines.one.post(debitOf(other, 3)),
    engines.one.post(debitOf(one, 4)),
  ];
  expect(await settled(postings)).toEqual(["answered", "error", "answered", "answered"]);
  expect([await walletOf(one), await walletOf(other)]).toEqual([
    [5, 0],
    [7, 0],
  ]);
});

test("an item whose metadata is no JSON fails alone, and its key stays free", async () => {
  const id = await engines.filled(10);
  const broken = debitOf(id, 2, { metadata: "{" });
  const postings = [
    engines.one.post(debitOf(id, 1)),
    engines.one.post(broken),
    engines.one.post(debitOf(id, 4)),
  ];
  expect(await settled(postings)).toEqual(["answered", "error", "answered"]);
  expect(codeOf(await engines.one.post({ ...broken, metadata: null }))).toBe("ok");
  expect(await walletOf(id)).toEqual([3, 0]);
});

test("an item that cannot be decided fails alone", async () => {
  const id = await engines.filled(10);
  const nowhere = debitOf(id, 2, { occurredAt: new Date(Number.NaN) });
  const postings = [
    engines.one.post(debitOf(id, 1)),
    engines.one.post(nowhere),
    engines.one.post(debitOf(id, 4)),
  ];
  expect(await settled(postings)).toEqual(["answered", "Error", "answered"]);
  expect(await walletOf(id)).toEqual([5, 0]);
});

test("an item of which not even the month can be told fails alone", async () => {
  const id = await engines.filled(10);
  await limit(id, 100);
  answerTo(await engines.other.post(debitOf(id, 1)), "debit");
  const nowhere = debitOf(id, 2, { occurredAt: new Date(Number.NaN) });
  const postings = [
    engines.other.post(debitOf(id, 1)),
    engines.other.post(nowhere),
    engines.other.post(debitOf(id, 4)),
  ];
  expect(await settled(postings)).toEqual(["answered", "Error", "answered"]);
  expect(await walletOf(id)).toEqual([4, 0]);
});

test("use beyond what a budget can count fails alone", async () => {
  const id = await bareWorkspace();
  const most = 10 ** 12;
  await limit(id, 1, "alert");
  const used = [];
  for (let nth = 1; nth <= 10; nth += 1) {
    await engines.one.post(grantOf(id, most));
    used.push(...(await settled([engines.one.post(debitOf(id, most))])));
  }
  expect(used).toEqual([...Array.from({ length: 9 }, () => "answered"), "RangeError"]);
  expect(codeOf(await engines.one.post(debitOf(id, 1)))).toBe("ok");
});

test("an item that names a hold by what is no id fails alone, beside those who wait to be read, too", async () => {
  const [one, other] = [await engines.filled(10), await bareWorkspace()];
  const hold = holdOf(one, 3);
  answerTo(await engines.one.post(hold), "hold");
  const postings = [
    engines.one.post(releaseOf({ ...hold, holdId: "no id" })),
    engines.one.post(debitOf(one, 1)),
    engines.one.post(grantOf(other, 2)),
  ];
  expect(await settled(postings)).toEqual(["error", "answered", "answered"]);
  expect([await walletOf(one), await walletOf(other)]).toEqual([
    [6, 3],
    [2, 0],
  ]);
});

test("when the database goes away while items are posted alone, the rest is not tried one by one", async () => {
  const id = await engines.filled(100);
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  let isAway = false;
  let tries = 0;
  const away = () => {
    tries += 1;
    return Promise.reject(refused);
  };
  const connect = async () => {
    if (isAway) return away();
    const client = await engines.database.pool.connect();
    const query = client.query.bind(client);
    return Object.assign(client, {
      query: (...asked: Parameters<typeof query>) => (isAway ? away() : query(...asked)),
    });
  };
  const engine = createEngine(connect, { byWorkspace: false });
  const goAway = engine.post(debitOf(id, 1, { actor: "a\0b" })).catch((error: unknown) => {
    isAway = true;
    return error;
  });
  const others = Array.from({ length: 30 }, () => engine.post(debitOf(id, 1)));
  const failed = await Promise.allSettled(others);
  expect(await goAway).not.toBe(refused);
  expect(failed.map((one) => one.status === "rejected" && one.reason)).toEqual(others.map(() => refused));
  // Those of one item, and what was still to be sent when it went away.
  expect(tries).toBeLessThan(10);
  await engine.close();
});

test("a flush that is the victim of a deadlock is posted again, and nobody notices", async () => {
  const [one, other] = [await engines.filled(100), await engines.filled(100)];
  let rounds = 0;
  for (let isVictim = false; !isVictim; ) {
    rounds += 1;
    const client = await lockHead(other);
    const postings = [engines.one.post(debitOf(one, 1)), engines.one.post(debitOf(other, 2))];
    await blocked(1);
    // The engine waits first, so it is the first to look for a circle; on a busy machine that may be before there is one.
    isVictim = await client.query("SELECT 1 FROM ledger_head WHERE workspace_id = $1 FOR UPDATE", [one]).then(
      () => true,
      () => false,
    );
    await release(client);
    expect((await Promise.all(postings)).map(codeOf)).toEqual(["ok", "ok"]);
  }
  expect([await walletOf(one), await walletOf(other)]).toEqual([
    [100 - rounds, 0],
    [100 - 2 * rounds, 0],
  ]);
});

test("a unit that is the victim of a deadlock is posted again, and nobody notices", async () => {
  const [one, other] = [await engines.filled(100), await engines.filled(100)];
  const rounds = 4;
  for (let round = 0; round < rounds; round += 1) {
    const client = await lockHead(other);
    const unit = engines.one.postTogether([debitOf(one, 1), debitOf(other, 2)], {});
    await blocked(1);
    await client
      .query("SELECT 1 FROM ledger_head WHERE workspace_id = $1 FOR UPDATE", [one])
      .catch(() => undefined);
    await release(client);
    expect((await unit).map(codeOf)).toEqual(["ok", "ok"]);
  }
  expect([await walletOf(one), await walletOf(other)]).toEqual([
    [100 - rounds, 0],
    [100 - 2 * rounds, 0],
  ]);
});

test("a connection killed while a flush is under way loses nothing and doubles nothing", async () => {
  const id = await engines.filled(1_000);
  const client = await lockHead(id);
  const first = Array.from({ length: 50 }, () => engines.one.post(debitOf(id, 1)));
  await blocked(1);
  const next = Array.from({ length: 50 }, () => engines.one.post(debitOf(id, 1)));
  const { rows } = await client.query<{ ended: boolean }>(
    `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  expect(rows).toEqual([{ ended: true }]);
  await release(client);
  const outcomes = await Promise.all([...first, ...next]);
  expect(outcomes.map(codeOf)).toEqual(Array.from({ length: 100 }, () => "ok"));
  expect(await walletOf(id)).toEqual([900, 0]);
});

test("a flush that was committed but never answered is not done twice", async () => {
  const id = await engines.filled(100);
  let isCut = false;
  const cutting = createEngine(
    async () => {
      const client = await engines.database.pool.connect();
      const query = client.query.bind(client);
      const cut = async (statement: pg.QueryConfig | string) => {
        const result = await query(statement);
        if (isCut && typeof statement !== "string" && statement.text.includes("post_batch")) {
          isCut = false;
          throw Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
        }
        return result;
      };
      const end = client.release.bind(client);
      return Object.assign(client, { query: cut, release: () => end(true) });
    },
    { byWorkspace: false },
  );
  answerTo(await cutting.post(debitOf(id, 1)), "debit");
  isCut = true;
  const items = Array.from({ length: 5 }, () => debitOf(id, 2));
  const outcomes = await Promise.all(items.map((item) => cutting.post(item)));
  expect(isCut).toBe(false);
  expect(outcomes.map((outcome) => answerTo(outcome, "debit").id)).toEqual(
    items.map(({ debitId }) => debitId),
  );
  expect(await walletOf(id)).toEqual([89, 0]);
  await cutting.close();
});

test("a connection killed while workspaces are read loses nothing", async () => {
  const id = await engines.filled(10);
  const locker = await engines.database.pool.connect();
  await locker.query("BEGIN");
  await locker.query('LOCK TABLE "grant" IN ACCESS EXCLUSIVE MODE');
  const posting = engines.other.post(debitOf(id, 1));
  await blocked(1);
  await locker.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  await release(locker);
  expect(codeOf(await posting)).toBe("ok");
  expect(await walletOf(id)).toEqual([9, 0]);
});

test("a hold asked for by a clock that is behind is kept as long as it was asked for", async () => {
  const id = await engines.filled(10);
  answerTo(await engines.one.post(debitOf(id, 1, { now: later(30 * SECOND) })), "debit");
  const hold = answerTo(
    await engines.one.post(holdOf(id, 2, { now: NOW, expiresAt: later(10 * SECOND) })),
    "hold",
  );
  expect(hold.expiresAt).toBe(later(40 * SECOND).toISOString());
  expect(await walletOf(id)).toEqual([7, 2]);
});

test("a workspace that is made while it was looked for is there for whoever asks after", async () => {
  const id = "made-meanwhile";
  const item = grantOf(id, 5);
  const locker = await engines.database.pool.connect();
  await locker.query("BEGIN");
  await locker.query('LOCK TABLE "grant" IN ACCESS EXCLUSIVE MODE');
  const early = engines.one.post({ ...item, key: "early" });
  await blocked(1);
  await engines.database.pool.query(
    "INSERT INTO workspace (id, name, time_zone, currency, created_at) VALUES ($1, $1, 'UTC', 'EUR', $2)",
    [id, NOW],
  );
  await engines.database.pool.query(
    "INSERT INTO ledger_head (workspace_id, seq, posted_at) VALUES ($1, 0, $2)",
    [id, NOW],
  );
  const late = engines.one.post(item);
  await nextTurn();
  await nextTurn();
  await release(locker);
  expect([codeOf(await early), codeOf(await late)]).toEqual(["not_found", "ok"]);
});
