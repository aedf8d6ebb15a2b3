import { expect, test } from "vitest";
import { type FeatureTerms, featureProblems } from "./feature-problems.ts";
import { NOW } from "./sample.ts";

const later = new Date(NOW.getTime() + 1);

test.each<[string, Partial<FeatureTerms>, string[]]>([
  ["on for good", {}, []],
  ["off for a while", { state: "off", endsAt: later }, []],
  ["off until now", { state: "off", endsAt: NOW }, ["endsAt"]],
  ["a trial", { state: "trial", endsAt: later }, []],
  ["a trial without an end", { state: "trial" }, ["endsAt"]],
  ["a trial until now", { state: "trial", endsAt: NOW }, ["endsAt"]],
  ["no setting", { state: null }, []],
  ["no setting until later", { state: null, endsAt: later }, ["endsAt"]],
  ["a feature without a rate", { feature: "ai.gone" }, ["feature"]],
  ["no setting of a feature without a rate", { feature: "ai.gone", state: null }, []],
])("%s", (_, changes, paths) => {
  const terms: FeatureTerms = { feature: "ai.text", state: "on", endsAt: null, ...changes };
  expect(featureProblems(terms, ["ai.text", "ai.image"], NOW).map(({ path }) => path)).toEqual(paths);
});
