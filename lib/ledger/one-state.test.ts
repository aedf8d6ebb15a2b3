import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { RecentAnswers } from "./answers.ts";
import type { PostingItem, PostingOutcome } from "./items.ts";
import { Lane } from "./lane.ts";
import { StateCache } from "./state-cache.ts";
import { testEngines } from "./test-engines.ts";
import { codeOf, debitOf, grantOf, walletOf } from "./test-items.ts";
import { blocked, lockHead, release } from "./test-locks.ts";

const engines = testEngines();

test("what a workspace was when it was read again is not mixed with what it will be, in one flush", async () => {
  const id = await engines.filled(1);
  const cache = new StateCache(10);
  const lane = new Lane({
    connect: () => engines.database.pool.connect(),
    cache,
    answers: new RecentAnswers(10),
    answered: () => undefined,
    mostInFlush: 10,
    oneWorkspace: false,
  });
  const post = (item: PostingItem) =>
    new Promise<PostingOutcome>((resolve, reject) => lane.post({ item, resolve, reject }));
  // It is remembered from here on.
  expect(codeOf(await post(grantOf(id, 1)))).toBe("ok");
  const locker = await lockHead(id);
  const postings = [post(debitOf(id, 1))];
  await blocked(1);
  postings.push(post(debitOf(id, 1)));
  await nextTurn();
  // Two flushes are under way. This one waits in the next, which the debit behind it would be decided in as well.
  postings.push(post(grantOf(id, 10)));
  await nextTurn();
  // As if twenty thousand other workspaces had passed meanwhile.
  cache.forget(id);
  const read = vi.spyOn(cache, "put");
  postings.push(post(debitOf(id, 7)));
  await vi.waitFor(() => expect(read).toHaveBeenCalled());
  await release(locker);
  expect((await Promise.all(postings)).map(codeOf)).toEqual(["ok", "ok", "ok", "ok"]);
  expect(await walletOf(id)).toEqual([3, 0]);
  lane.release();
});
