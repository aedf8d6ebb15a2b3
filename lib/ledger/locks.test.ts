import { expect, test } from "vitest";
import type { PostingItem, PostingOutcome } from "./items.ts";
import { testEngines } from "./test-engines.ts";
import { answerTo, bareWorkspace, codeOf, debitOf, grantOf, holdOf, walletOf } from "./test-items.ts";
import { blocked, lockHead, release } from "./test-locks.ts";

const engines = testEngines();

/** A workspace that the engine remembers. */
async function filled(whole: number): Promise<string> {
  const id = await bareWorkspace();
  for (const part of [whole - 1, 1]) answerTo(await engines.one.post(grantOf(id, part)), "grant");
  return id;
}

const WAYS: [how: string, post: (item: PostingItem) => Promise<PostingOutcome | undefined>][] = [
  ["a flush", (item) => engines.one.post(item)],
  ["a unit", (item) => engines.one.postTogether([item], {}).then(([outcome]) => outcome)],
];
const CHANGES: [what: string, change: string, code: string][] = [
  ["a pause", "UPDATE workspace SET paused_at = now() WHERE id = $1", "workspace_paused"],
  [
    "a feature that is turned off",
    "INSERT INTO workspace_feature (workspace_id, feature, state) VALUES ($1, 'automation.record', 'off')",
    "feature_off",
  ],
  ["a wallet that nobody changes", "SELECT 1 FROM wallet WHERE workspace_id = $1", "ok"],
];

test.each(WAYS.flatMap(([how, post]) => CHANGES.map((change) => [how, ...change, post] as const)))(
  "%s that waits for %s is decided on what it left",
  async (_how, _what, change, code, post) => {
    const id = await filled(10);
    const client = await lockHead(id);
    await client.query(change, [id]);
    const posting = post(debitOf(id, 4));
    await blocked(1);
    await release(client, "COMMIT");
    const outcome = await posting;
    expect(outcome && codeOf(outcome)).toBe(code);
    expect(await walletOf(id)).toEqual([code === "ok" ? 6 : 10, 0]);
  },
);

test("nobody is answered before the database has what was decided", async () => {
  const id = await filled(10);
  const client = await lockHead(id);
  const answered: string[] = [];
  const posting = engines.one.post(debitOf(id, 4)).then((outcome) => answered.push(codeOf(outcome)));
  await blocked(1);
  const next = engines.one.post(holdOf(id, 4)).then((outcome) => answered.push(codeOf(outcome)));
  const { rows } = await engines.database.pool.query("SELECT remaining FROM wallet WHERE workspace_id = $1", [
    id,
  ]);
  expect([answered, rows]).toEqual([[], [{ remaining: 10_000_000n }]]);
  await release(client);
  await Promise.all([posting, next]);
  expect(answered).toEqual(["ok", "ok"]);
  expect(await walletOf(id)).toEqual([2, 4]);
});

test.each([
  ["a flush", (items: PostingItem[]) => Promise.all(items.map((item) => engines.one.post(item)))],
  ["a unit", (items: PostingItem[]) => engines.one.postTogether(items, {})],
])("%s locks its workspaces in one order, whatever that of its items is", async (_how, post) => {
  const [first = "", last = ""] = [await filled(10), await filled(10)].toSorted();
  const client = await lockHead(first);
  const posting = post([debitOf(last, 1), debitOf(first, 2)]);
  await blocked(1);
  // It waits for the first and has not locked the last yet.
  await client.query("SELECT 1 FROM ledger_head WHERE workspace_id = $1 FOR UPDATE NOWAIT", [last]);
  await release(client);
  expect((await posting).map(codeOf)).toEqual(["ok", "ok"]);
});
