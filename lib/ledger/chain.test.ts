// The chain as docs/proof-chain.md writes it, hashed here a second time: whoever keeps a hash must be able to follow it without us.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { createEngine } from "./engine.ts";
import {
  answerTo,
  bareWorkspace,
  captureOf,
  debitOf,
  expectRightBooks,
  grantOf,
  holdOf,
  images,
  later,
  NOW,
  records,
  SECOND,
} from "./test-items.ts";

const ZEROS = "0".repeat(64);
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

function hashed(workspaceId: string, number: number, previous: string, lines: readonly string[]): string {
  const head = `headroom posting 1 "${workspaceId}" ${number} ${previous}`;
  const text = [head, ...lines].map((line) => `${line}\n`).join("");
  return createHash("sha256").update(text, "utf8").digest("hex");
}

test("every posting is hashed as it is documented, with the hash of the posting before it", async () => {
  const engine = createEngine(() => database.pool.connect(), { byWorkspace: false });
  const id = await bareWorkspace();
  const [grant, ai] = [grantOf(id, 20), grantOf(id, 20, { grant: { creditType: "ai" } })];
  const named = { agent: "writer", job: "feed", run: "r1", actor: 'key:"one"' };
  const debit = debitOf(id, [records(3), images(2)], { ...named, occurredAt: later(-SECOND) });
  const hold = holdOf(id, 5, { now: later(SECOND), ...named });
  const captured = captureOf(hold, 2, { now: later(2 * SECOND), actor: "key:two" });
  for (const item of [grant, ai]) answerTo(await engine.post(item), "grant");
  answerTo(await engine.post(debit), "debit");
  answerTo(await engine.post(hold), "hold");
  answerTo(await engine.post(captured), "capture");
  await engine.close();

  const at = (seconds: number) => NOW.getTime() + seconds * SECOND;
  const [recordsEvent = "", imagesEvent = ""] = debit.eventIds;
  const [captureEvent = ""] = captured.eventIds;
  const actor = '"key:\\"one\\""';
  const by = `"writer" "feed" "r1" api ${actor} null null`;
  const [lot, aiLot] = [grant.grant.id, ai.grant.id];
  const postings = [
    [`transfer 1 ${at(0)} grant "automation" 20000000 ${lot} 20000000 null null "key:test"`],
    [`transfer 2 ${at(0)} grant "ai" 20000000 ${aiLot} 20000000 null null "key:test"`],
    [
      `transfer 3 ${at(0)} debit "automation" 3000000 ${lot} 17000000 ${recordsEvent} null ${actor}`,
      `transfer 4 ${at(0)} debit "ai" 8000000 ${aiLot} 12000000 ${imagesEvent} null ${actor}`,
      ...[
        `event ${recordsEvent} ${debit.debitId} null ${at(-1)} 2026-11-21 "automation.record" "automation" 3000000 0 null null null null false 3000000 1 ${by}`,
        `event ${imagesEvent} ${debit.debitId} null ${at(-1)} 2026-11-21 "ai.image" "ai" 2000000 0 null null null null false 8000000 1 ${by}`,
      ].sort(),
    ],
    [`transfer 5 ${at(1)} hold "automation" 5000000 ${lot} 12000000 null ${hold.holdId} ${actor}`],
    [
      `transfer 6 ${at(2)} capture "automation" 2000000 ${lot} 12000000 ${captureEvent} ${hold.holdId} "key:two"`,
      `transfer 7 ${at(2)} release "automation" 3000000 ${lot} 15000000 null ${hold.holdId} "key:two"`,
      `event ${captureEvent} ${captured.debitId} ${hold.holdId} ${at(2)} 2026-11-21 "automation.record" "automation" 2000000 0 null null null null false 2000000 1 ${by}`,
    ],
  ];
  const expected: string[] = [];
  for (const lines of postings)
    expected.push(hashed(id, expected.length + 1, expected.at(-1) ?? ZEROS, lines));
  const { rows } = await database.pool.query<{ hash: string }>(
    "SELECT encode(hash, 'hex') AS hash FROM posting WHERE workspace_id = $1 ORDER BY number",
    [id],
  );
  expect(rows.map(({ hash }) => hash)).toEqual(expected);
  await expectRightBooks();
});
