import { expect, test } from "vitest";
import { newId } from "#lib/db/new-id.ts";
import type { DebitItem, PostingItem, PostingOutcome } from "./items.ts";
import { testEngines } from "./test-engines.ts";
import {
  answerTo,
  captureOf,
  codeOf,
  debitOf,
  grantOf,
  holdOf,
  images,
  later,
  limit,
  refusalOf,
  releaseOf,
  SECOND,
  walletOf,
} from "./test-items.ts";

/** Midnight in Berlin: the first instant of December there. */
const DECEMBER = new Date("2026-11-30T23:00:00.000Z");
const EVENING = later(-1, DECEMBER);
const API_KEY = newId();
const engines = testEngines();

/** Each to the other engine than the one before it, all at once. */
function postToBoth(items: readonly PostingItem[]): Promise<PostingOutcome[]> {
  return Promise.all(items.map((item, index) => (index % 2 === 0 ? engines.one : engines.other).post(item)));
}

type Spender = Partial<Pick<DebitItem, "agent" | "job" | "actor" | "apiKey">>;
const SCOPES: [scope: string, subject: string, spender: Spender, someone: Spender | null][] = [
  ["workspace", "", {}, null],
  ["agent", "writer", { agent: "writer" }, { agent: "reader" }],
  ["job", "feed", { job: "feed" }, { job: null }],
  ["member", "user:anna", { actor: "user:anna" }, { actor: "user:ben" }],
  ["key", API_KEY, { apiKey: API_KEY }, { apiKey: newId() }],
];

test.each(SCOPES)(
  "a stop budget for one %s holds to the credit, whoever asks at once",
  async (scope, subject, spender, someone) => {
    const id = await engines.filled(1_000);
    await limit(id, 50, "stop", { scope, subject });
    const items = Array.from({ length: 200 }, (_, index) =>
      index % 4 < 2 ? debitOf(id, 1, spender) : holdOf(id, 1, spender),
    );
    const codes = (await postToBoth(items)).map(codeOf);
    expect(codes.filter((code) => code === "ok")).toHaveLength(50);
    expect(codes.filter((code) => code === "budget_stop")).toHaveLength(150);
    const [remaining, held] = await walletOf(id);
    expect([remaining < 1_000, held > 0, 1_000 - remaining]).toEqual([true, true, 50]);
    if (someone) expect(codeOf(await engines.other.post(debitOf(id, 1, someone)))).toBe("ok");
  },
);

test("a budget that alerts and one of another credit type stop nothing", async () => {
  const id = await engines.filled(10);
  await limit(id, 1, "alert");
  await limit(id, 1, "stop", { creditType: "ai" });
  expect(codeOf(await engines.one.post(debitOf(id, 10)))).toBe("ok");
});

test("a stop names the budget that said it", async () => {
  const id = await engines.filled(20);
  const budget = await limit(id, 10);
  await limit(id, 15, "stop", { scope: "agent", subject: "writer" });
  answerTo(await engines.one.post(debitOf(id, 4, { agent: "writer" })), "debit");
  answerTo(await engines.one.post(holdOf(id, 3)), "hold");
  expect(refusalOf(await engines.other.post(debitOf(id, 4, { agent: "writer" })))).toMatchObject({
    code: "budget_stop",
    budget: { id: budget, limit: "10", spent: "4", held: "3", month: "2026-11" },
  });
});

test("a month begins at midnight where the workspace is", async () => {
  const [berlin, york] = [
    await engines.filled(100),
    await engines.filled(100, { timeZone: "America/New_York" }),
  ];
  for (const id of [berlin, york]) {
    await limit(id, 5);
    expect(codeOf(await engines.one.post(debitOf(id, 5, { now: EVENING })))).toBe("ok");
    expect(codeOf(await engines.one.post(debitOf(id, 1, { now: EVENING })))).toBe("budget_stop");
    expect(codeOf(await engines.one.post(holdOf(id, 1, { now: EVENING })))).toBe("budget_stop");
  }
  expect(codeOf(await engines.other.post(holdOf(berlin, 2, { now: DECEMBER })))).toBe("ok");
  expect(codeOf(await engines.other.post(debitOf(berlin, 3, { now: DECEMBER })))).toBe("ok");
  expect(codeOf(await engines.other.post(debitOf(york, 1, { now: DECEMBER })))).toBe("budget_stop");
  const fiveLater = new Date("2026-12-01T05:00:00.000Z");
  expect(codeOf(await engines.other.post(debitOf(york, 5, { now: fiveLater })))).toBe("ok");
});

test("usage counts in the month in which it happened, however late it is told", async () => {
  const id = await engines.filled(100);
  await limit(id, 5);
  const now = later(SECOND, DECEMBER);
  expect(codeOf(await engines.one.post(debitOf(id, 5, { now, occurredAt: EVENING })))).toBe("ok");
  expect(codeOf(await engines.one.post(debitOf(id, 1, { now, occurredAt: EVENING })))).toBe("budget_stop");
  expect(codeOf(await engines.one.post(debitOf(id, 5, { now })))).toBe("ok");
});

test("what is held counts like what is spent, until it is given back", async () => {
  const id = await engines.filled(100);
  await limit(id, 50);
  const hold = holdOf(id, 30);
  answerTo(await engines.one.post(hold), "hold");
  expect(codeOf(await engines.other.post(debitOf(id, 21)))).toBe("budget_stop");
  expect(codeOf(await engines.other.post(debitOf(id, 20)))).toBe("ok");
  answerTo(await engines.one.post(captureOf(hold, 10, { partial: true })), "capture");
  expect(codeOf(await engines.other.post(debitOf(id, 1)))).toBe("budget_stop");
  answerTo(await engines.one.post(releaseOf(hold)), "release");
  expect(codeOf(await engines.other.post(debitOf(id, 21)))).toBe("budget_stop");
  expect(codeOf(await engines.other.post(debitOf(id, 20)))).toBe("ok");
});

test("a hold that is due counts no more", async () => {
  const id = await engines.filled(100);
  await limit(id, 50);
  const hold = holdOf(id, 50, { expiresAt: later(SECOND) });
  answerTo(await engines.one.post(hold), "hold");
  expect(codeOf(await engines.other.post(debitOf(id, 50, { now: later(SECOND - 1) })))).toBe("budget_stop");
  expect(codeOf(await engines.other.post(debitOf(id, 50, { now: later(SECOND) })))).toBe("ok");
});

test("a capture does not ask again, even where the month's limit is reached", async () => {
  const id = await engines.filled(100);
  await limit(id, 10);
  const hold = holdOf(id, 10, { now: EVENING });
  answerTo(await engines.one.post(hold), "hold");
  expect(codeOf(await engines.one.post(debitOf(id, 10, { now: DECEMBER })))).toBe("ok");
  answerTo(await engines.other.post(captureOf(hold, 10, { now: DECEMBER })), "capture");
  expect(refusalOf(await engines.one.post(debitOf(id, 1, { now: DECEMBER })))).toMatchObject({
    budget: { spent: "20", held: "0", month: "2026-12" },
  });
  expect(codeOf(await engines.one.post(debitOf(id, 10, { now: DECEMBER, occurredAt: EVENING })))).toBe("ok");
});

test("what a capture takes above its hold asks again", async () => {
  const id = await engines.filled(100);
  await limit(id, 50);
  const hold = holdOf(id, 40);
  answerTo(await engines.one.post(hold), "hold");
  const over = (whole: number) => engines.other.post(captureOf(hold, whole, { allowOver: true }));
  expect(refusalOf(await over(51))).toMatchObject({ code: "budget_stop", budget: { held: "40" } });
  expect(await walletOf(id)).toEqual([60, 40]);
  expect(codeOf(await over(50))).toBe("ok");
  expect(await walletOf(id)).toEqual([50, 0]);
});

test("what a capture takes above its hold asks the month it is spent in, with all that the capture spends there", async () => {
  const id = await engines.filled(100);
  await limit(id, 50);
  const hold = holdOf(id, 40, { now: EVENING });
  answerTo(await engines.one.post(hold), "hold");
  const over = (whole: number) =>
    engines.one.post(captureOf(hold, whole, { allowOver: true, now: later(SECOND, DECEMBER) }));
  expect(refusalOf(await over(51))).toMatchObject({ code: "budget_stop", budget: { month: "2026-12" } });
  expect(codeOf(await over(50))).toBe("ok");
  expect(codeOf(await engines.one.post(debitOf(id, 1, { now: later(2 * SECOND, DECEMBER) })))).toBe(
    "budget_stop",
  );
});

test("a budget made in the middle of a month begins with what was used and is held", async () => {
  const id = await engines.filled(100);
  answerTo(await engines.one.post(grantOf(id, 100, { grant: { creditType: "ai" } })), "grant");
  answerTo(await engines.one.post(debitOf(id, 20, { now: later(SECOND) })), "debit");
  answerTo(await engines.one.post(holdOf(id, 20, { now: later(SECOND) })), "hold");
  answerTo(await engines.one.post(debitOf(id, [images(10)], { now: later(SECOND) })), "debit");
  await limit(id, 50);
  const codes = await postToBoth(
    Array.from({ length: 20 }, () => debitOf(id, 1, { now: later(2 * SECOND) })),
  );
  expect(codes.map(codeOf).filter((code) => code === "ok")).toHaveLength(10);
});
