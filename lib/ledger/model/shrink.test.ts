import { describe, expect, test } from "vitest";
import type { PostingItem } from "../items.ts";
import { checkModel } from "./check-model.ts";
import { type Mishearing, memoryLedger } from "./memory-ledger.ts";
import { OPERATIONS, operations, type Step } from "./operations.ts";
import { type Failure, runSteps } from "./run-model.ts";
import type { Setting } from "./setting.ts";
import { shrink } from "./shrink.ts";

const STEPS = 1_000;
const soon = (date: Date) => new Date(date.getTime() + 1);
const ago = (date: Date) => new Date(date.getTime() - 1);

/** Changes the items of one kind and leaves the others. */
function heard<Kind extends PostingItem["kind"]>(
  kind: Kind,
  change: (item: Extract<PostingItem, { kind: Kind }>) => PostingItem,
): Mishearing {
  const isOfKind = (item: PostingItem): item is Extract<PostingItem, { kind: Kind }> => item.kind === kind;
  return { item: (item) => (isOfKind(item) ? change(item) : item) };
}

function set<Kind extends Setting["kind"]>(
  kind: Kind,
  change: (setting: Extract<Setting, { kind: Kind }>) => Setting,
): Mishearing {
  const isOfKind = (setting: Setting): setting is Extract<Setting, { kind: Kind }> => setting.kind === kind;
  return { setting: (setting) => (isOfKind(setting) ? change(setting) : setting) };
}

const granted = (change: (grant: Extract<PostingItem, { kind: "grant" }>["grant"]) => object) =>
  heard("grant", (item) => ({ ...item, grant: { ...item.grant, ...change(item.grant) } }));

const WRONG: Record<string, Mishearing> = {
  "a grant that lasts a millisecond too long": granted(({ expiresAt }) => ({
    expiresAt: expiresAt && soon(expiresAt),
  })),
  "a grant that begins a millisecond too late": granted(({ effectiveAt }) => ({
    effectiveAt: soon(effectiveAt),
  })),
  "priorities that are not looked at": granted(() => ({ priority: 50 })),
  "paid credits that burn like free ones": granted(() => ({ paid: null })),
  "ids that are not looked at": granted(({ id }) => ({ id: id.split("").reverse().join("") })),
  "a body that is not looked at": {
    item: (item) => ("bodyHash" in item ? { ...item, bodyHash: "same" } : item),
  },
  "a key that is not looked at": {
    item: (item) => ("key" in item ? { ...item, key: `${item.key} at ${item.now.getTime()}` } : item),
  },
  "a debit that counts when it is recorded": heard("debit", (item) => ({ ...item, occurredAt: item.now })),
  "a debit that nobody ordered": heard("debit", (item) => ({ ...item, actor: "nobody" })),
  "a hold that no job made": heard("hold", (item) => ({ ...item, job: null })),
  "a hold that can be captured a millisecond too long": heard("capture", (item) => ({
    ...item,
    now: ago(item.now),
  })),
  "a hold that is always captured whole": heard("capture", (item) => ({ ...item, partial: false })),
  "a capture that never goes above the hold": heard("capture", (item) => ({ ...item, allowOver: false })),
  "an extension that is forgotten": heard("extend", (item) => ({ ...item, holdId: "forgotten" })),
  "a sweep that comes a millisecond too late": heard("expire", (item) => ({ ...item, now: ago(item.now) })),
  "a pause that is not kept": set("pause", (setting) => ({ ...setting, paused: false })),
  "an alert that stops": set("budget", (setting) => ({ ...setting, onReach: "stop" })),
  "a budget that ends no more": set("budget", (setting) => ({ ...setting, limit: setting.limit ?? 0n })),
  "a feature whose state lasts a millisecond too long": set("feature", (setting) => ({
    ...setting,
    endsAt: setting.endsAt && soon(setting.endsAt),
  })),
  "months of another zone": { zone: "UTC" },
};

/** The first sequence that shows that `ledger` is wrong. */
async function firstFailure(mishearing: Mishearing): Promise<{ steps: Step[]; failure: Failure } | null> {
  for (let seed = 1; seed <= 60; seed += 1) {
    const steps = operations(seed, STEPS);
    const failure = await runSteps(memoryLedger(mishearing), steps);
    if (failure) return { steps, failure };
  }
  return null;
}

test("the same seed makes the same steps, with steps of every kind among them", () => {
  const steps = operations(7, STEPS);
  expect(operations(7, STEPS)).toEqual(steps);
  const kinds = steps.map((step) => ("item" in step ? step.item.kind : step.setting.kind));
  expect(new Set(kinds)).toEqual(
    new Set(OPERATIONS.filter((kind) => kind !== "retry" && kind !== "other_body")),
  );
});

test("a ledger that does what the model does passes", async () => {
  await expect(checkModel(memoryLedger(), { seed: 1, steps: 4 * STEPS })).resolves.toBeUndefined();
});

describe("a wrong ledger is noticed, and the fault shown in a few steps:", () => {
  test.each(Object.entries(WRONG))("%s", async (_what, mishearing) => {
    const found = await firstFailure(mishearing);
    expect(found).not.toBeNull();
    if (!found) return;
    const shrunk = await shrink(memoryLedger(mishearing), found.steps, found.failure, Date.now() + 10_000);
    expect(shrunk.failure.sort).toBe(found.failure.sort);
    expect(shrunk.steps.length).toBeLessThanOrEqual(20);
  });
});

test("the report names the seed, shows the steps as lines, and gives both answers", async () => {
  const ledger = memoryLedger(WRONG["an extension that is forgotten"]);
  const report = await checkModel(ledger, { seed: 3, steps: STEPS }).catch(String);
  expect(report).toMatch(
    /^Error: Engine and model part at step \d+ of seed [3-9]; the shortest of \d+ runs:\n/,
  );
  const [, ...lines] = String(report).split("\n");
  expect(lines.find((line) => line.includes(" extend "))).toMatch(
    /^[ |] 202\d-.+Z w\d extend \w{6} until .+ \(key k\d+/,
  );
  expect(lines.at(-2)).toMatch(/^After the last of these the engine answers .+not_found/);
  expect(lines.at(-1)).toMatch(/^ {2}the model answers /);
});
