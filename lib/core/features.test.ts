import { describe, expect, it, test } from "vitest";
import { blockedFeature, type FeatureSetting, featureRefusal } from "./features.ts";
import type { Refusal } from "./gate.ts";
import { NOW } from "./sample.ts";

const later = new Date(NOW.getTime() + 1);
const earlier = new Date(NOW.getTime() - 1);

const SETTINGS = {
  none: [],
  on: [setting("on", null)],
  "on for now": [setting("on", later)],
  "on until now": [setting("on", NOW)],
  off: [setting("off", null)],
  "off for now": [setting("off", later)],
  "off until now": [setting("off", NOW)],
  trial: [setting("trial", later)],
  "trial until now": [setting("trial", NOW)],
} as const;
type Name = keyof typeof SETTINGS;
const NAMES = Object.keys(SETTINGS);

function setting(state: FeatureSetting["state"], endsAt: Date | null): FeatureSetting {
  return { feature: "ai.text", state, endsAt };
}

// A setting of the workspace, then the answer for each setting of its plan, in the order of the columns.
const PLANS = [
  "none",
  "on",
  "on for now",
  "on until now",
  "off",
  "off for now",
  "off until now",
  "trial",
  "trial until now",
] as const;
const yes = null;
const off = "feature_off";
const plan = "plan_restricted";
const over = "trial_ended";
const TABLE: [workspace: Name, ...answers: (Refusal | null)[]][] = [
  ["none", yes, yes, yes, yes, plan, plan, yes, yes, over],
  ["on", yes, yes, yes, yes, yes, yes, yes, yes, yes],
  ["on for now", yes, yes, yes, yes, yes, yes, yes, yes, yes],
  ["on until now", yes, yes, yes, yes, plan, plan, yes, yes, over],
  ["off", off, off, off, off, off, off, off, off, off],
  ["off for now", off, off, off, off, off, off, off, off, off],
  ["off until now", yes, yes, yes, yes, plan, plan, yes, yes, over],
  ["trial", yes, yes, yes, yes, yes, yes, yes, yes, yes],
  ["trial until now", over, yes, yes, over, over, over, over, over, over],
];

describe("a feature may be used or not", () => {
  it("by a table that has every combination", () => {
    expect(PLANS.toSorted()).toEqual(NAMES.toSorted());
    expect(TABLE.map(([workspace]) => workspace).toSorted()).toEqual(NAMES.toSorted());
    expect(TABLE.every((row) => row.length === PLANS.length + 1)).toBe(true);
  });

  const cases = TABLE.flatMap(([workspace, ...answers]) =>
    PLANS.map((name, column) => ({ workspace, plan: name, answer: answers[column] ?? null })),
  );
  test.each(cases)("workspace $workspace, plan $plan: $answer", ({ workspace, plan: name, answer }) => {
    expect(featureRefusal("ai.text", SETTINGS[name], SETTINGS[workspace], NOW)).toBe(answer);
  });

  it("until the last millisecond before a setting ends", () => {
    expect(featureRefusal("ai.text", [], SETTINGS["trial until now"], earlier)).toBeNull();
    expect(featureRefusal("ai.text", [], SETTINGS["trial until now"], NOW)).toBe("trial_ended");
    expect(featureRefusal("ai.text", [], SETTINGS["off until now"], earlier)).toBe("feature_off");
    expect(featureRefusal("ai.text", [], SETTINGS["off until now"], NOW)).toBeNull();
  });

  it("whatever is set for others", () => {
    expect(featureRefusal("ai.image", SETTINGS.off, SETTINGS.off, NOW)).toBeNull();
  });
});

describe("the feature that blocks a request", () => {
  const lines = ["ai.image", "ai.text", "ai.task"].map((feature) => ({ line: { feature } }));

  it("is that of the first line that may not be used", () => {
    const plans = [{ ...setting("off", null), feature: "ai.task" }];
    expect(blockedFeature(lines, plans, SETTINGS.off, NOW)).toEqual({
      reason: "feature_off",
      feature: "ai.text",
    });
    expect(blockedFeature(lines, plans, [], NOW)).toEqual({ reason: "plan_restricted", feature: "ai.task" });
  });

  it("is none where all may, or nothing is set", () => {
    expect(blockedFeature(lines, [], SETTINGS.on, NOW)).toBeNull();
    expect(blockedFeature(lines, [], [], NOW)).toBeNull();
  });
});
