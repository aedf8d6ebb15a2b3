import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { newId } from "#lib/db/new-id.ts";
import type { DebitItem } from "./items.ts";
import { testEngines } from "./test-engines.ts";
import {
  bareWorkspace,
  codeOf,
  debitOf,
  extendOf,
  grantOf,
  HOUR,
  holdOf,
  later,
  NOW,
  releaseOf,
  voidOf,
  walletOf,
} from "./test-items.ts";
import { blocked, lockHead, release } from "./test-locks.ts";

const engines = testEngines();

function again(item: DebitItem): DebitItem {
  return { ...item, debitId: newId(), eventIds: item.eventIds.map(() => newId()) };
}

/** So many turns of the event loop as no answer from memory needs. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await nextTurn();
}

test("a key that comes again while its flush is under way is answered when that is stored, not before", async () => {
  const id = await engines.filled(100);
  const item = debitOf(id, 4);
  const locker = await lockHead(id);
  const first = engines.one.post(item);
  await blocked(1);
  let answered = 0;
  const count = () => {
    answered += 1;
  };
  const second = engines.one.post(again(item));
  const wrong = engines.one.post({ ...again(item), bodyHash: "f".repeat(64) });
  for (const posting of [second, wrong]) posting.then(count);
  await turns();
  expect(answered).toBe(0);
  await release(locker);
  const { result } = await first;
  expect(await second).toEqual({ replayed: true, result });
  expect(codeOf(await wrong)).toBe("idempotency_mismatch");
});

test("a key that comes again beside what is stored is answered as the first was in the end", async () => {
  const [id, beside] = [await engines.filled(100), await engines.filled(100)];
  const item = debitOf(id, 4);
  const locker = await lockHead(id);
  const first = engines.one.post(item);
  await blocked(1);
  const next = [engines.one.post(debitOf(beside, 1)), engines.one.post(again(item))];
  await turns();
  await locker.query(
    "UPDATE workspace SET paused_at = $2, paused_by = 'test', paused_reason = 'test' WHERE id = $1",
    [id, NOW],
  );
  await release(locker, "COMMIT");
  expect(codeOf(await first)).toBe("workspace_paused");
  expect((await Promise.all(next)).map(codeOf)).toEqual(["ok", "workspace_paused"]);
  expect(await walletOf(id)).toEqual([100, 0]);
});

test("what is decided on a posting that moves nothing is not stored on another such posting", async () => {
  const id = await bareWorkspace();
  const grant = grantOf(id, 3);
  const [held, kept] = [holdOf(id, 3), holdOf(id, 0)];
  for (const item of [grant, held, kept]) expect(codeOf(await engines.one.post(item))).toBe("ok");
  // From here on both remember the workspace as it is: what is refused changes nothing.
  expect(codeOf(await engines.other.post(debitOf(id, 1)))).toBe("insufficient_credits");
  const locker = await lockHead(id);
  const voided = engines.other.post(voidOf(grant));
  await blocked(1);
  const extended = engines.one.post(extendOf(kept, later(3 * HOUR)));
  await blocked(2);
  const released = engines.one.post(releaseOf(held));
  await turns();
  await release(locker);
  expect((await Promise.all([voided, extended, released])).map(codeOf)).toEqual(["ok", "ok", "ok"]);
  expect(await walletOf(id)).toEqual([0, 0]);
});
