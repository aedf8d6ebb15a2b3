import { expect, test } from "vitest";
import type { GrantItem, HoldItem, PostingItem } from "./items.ts";
import { testEngines } from "./test-engines.ts";
import {
  answerTo,
  bareWorkspace,
  captureOf,
  codeOf,
  debitOf,
  expireOf,
  extendOf,
  grantOf,
  HOUR,
  holdOf,
  later,
  refusalOf,
  releaseOf,
  SECOND,
  transfersOf,
  walletOf,
} from "./test-items.ts";

const engines = testEngines();

async function filled(whole: number, grant: Partial<GrantItem["grant"]> = {}): Promise<GrantItem> {
  const item = grantOf(await bareWorkspace(), whole, { grant });
  answerTo(await engines.one.post(item), "grant");
  return item;
}

async function held(item: HoldItem): Promise<HoldItem> {
  answerTo(await engines.one.post(item), "hold");
  return item;
}

const AFTERWARDS = later(2 * HOUR);
const ENDS: [how: string, end: (hold: HoldItem) => PostingItem, at: Date][] = [
  ["captured", (hold) => captureOf(hold, 2, { now: later(SECOND) }), later(SECOND)],
  ["released", (hold) => releaseOf(hold, { now: later(SECOND) }), later(SECOND)],
  ["expired", ({ workspaceId }) => expireOf(workspaceId, AFTERWARDS), later(HOUR)],
];

test.each(ENDS)("a hold that was %s has ended for good, and says how and when", async (how, end, at) => {
  const { workspaceId: id } = await filled(10);
  const hold = await held(holdOf(id, 6));
  expect(codeOf(await engines.one.post(end(hold)))).toBe("ok");
  const [books, moved] = [await walletOf(id), await transfersOf(id)];
  const now = AFTERWARDS;
  const asked = [
    captureOf(hold, 1, { now }),
    captureOf(hold, 1, { now, allowOver: true }),
    captureOf(hold, null, { now, partial: true }),
    releaseOf(hold, { now }),
    extendOf(hold, later(3 * HOUR), now),
  ];
  for (const item of asked) {
    for (const process of [engines.one, engines.other]) {
      expect(refusalOf(await process.post(item))).toEqual({
        code: "hold_ended",
        how,
        endedAt: at.toISOString(),
      });
    }
  }
  expect([await walletOf(id), await transfersOf(id)]).toEqual([books, moved]);
});

test("a hold that nobody made, and one of another workspace, are not found", async () => {
  const [{ workspaceId: id }, { workspaceId: stranger }] = [await filled(10), await filled(10)];
  const hold = await held(holdOf(id, 6));
  for (const absent of [holdOf(id, 1), { ...hold, workspaceId: stranger }]) {
    for (const item of [captureOf(absent, 1), releaseOf(absent), extendOf(absent, AFTERWARDS)]) {
      expect(codeOf(await engines.one.post(item))).toBe("not_found");
    }
  }
});

test("a hold that is due is given back by the next posting, before lots expire", async () => {
  const { workspaceId: id } = await filled(10, { expiresAt: later(HOUR) });
  const hold = await held(holdOf(id, 6, { expiresAt: later(HOUR - SECOND) }));
  const { expired } = answerTo(await engines.one.post(expireOf(id, later(2 * HOUR))), "expire");
  expect(expired).toEqual({ automation: "10" });
  expect(await transfersOf(id, 2)).toEqual([
    ["release", 6],
    ["expire", 10],
  ]);
  expect(refusalOf(await engines.one.post(captureOf(hold, 1)))).toEqual({
    code: "hold_ended",
    how: "expired",
    endedAt: hold.expiresAt.toISOString(),
  });
});

test("a millisecond before its end a hold keeps its credits, at its end they are there to spend", async () => {
  const { workspaceId: id } = await filled(10);
  const { expiresAt } = await held(holdOf(id, 6));
  expect(codeOf(await engines.one.post(debitOf(id, 5, { now: later(-1, expiresAt) })))).toBe(
    "insufficient_credits",
  );
  expect(codeOf(await engines.one.post(debitOf(id, 5, { now: expiresAt })))).toBe("ok");
});

test("to extend a hold never shortens it", async () => {
  const { workspaceId: id } = await filled(10);
  const hold = await held(holdOf(id, 6));
  const ends = async (at: Date) => answerTo(await engines.one.post(extendOf(hold, at)), "extend").expiresAt;
  expect(await ends(later(HOUR - SECOND))).toBe(later(HOUR).toISOString());
  expect(await ends(later(2 * HOUR))).toBe(later(2 * HOUR).toISOString());
  expect(await ends(later(HOUR))).toBe(later(2 * HOUR).toISOString());
  expect(codeOf(await engines.one.post(captureOf(hold, 1, { now: later(2 * HOUR - 1) })))).toBe("ok");
});

test("a hold made by one process is captured by another, once, and extended there for both", async () => {
  const { workspaceId: id } = await filled(10);
  const hold = await held(holdOf(id, 6));
  answerTo(await engines.other.post(extendOf(hold, later(3 * HOUR))), "extend");
  const now = later(2 * HOUR);
  answerTo(await engines.one.post(debitOf(id, 1, { now })), "debit");
  const captures = [engines.one, engines.other].map((process) => process.post(captureOf(hold, 4, { now })));
  const codes = (await Promise.all(captures)).map(codeOf);
  expect(codes.toSorted()).toEqual(["hold_ended", "ok"]);
  expect(await walletOf(id)).toEqual([5, 0]);
});
