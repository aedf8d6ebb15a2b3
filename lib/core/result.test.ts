import { expect, it } from "vitest";
import { invariant } from "./invariant.ts";
import { err, ok, type Result, settle } from "./result.ts";

it("an outcome is a value or an error, never both", () => {
  expect(ok(7)).toEqual({ ok: true, value: 7 });
  expect(err("too_old")).toEqual({ ok: false, error: "too_old" });
});

it("an outcome is told apart by its mark alone, whatever it carries", () => {
  const outcomes: Result<number | null, string>[] = [ok(0), ok(null), err("")];
  expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, true, false]);
});

it("what may fail alone is settled as what it returned or threw", () => {
  const broken = new Error("broken");
  expect(settle(() => 7)).toEqual({ status: "fulfilled", value: 7 });
  const thrown = settle(() => {
    throw broken;
  });
  expect(thrown).toEqual({ status: "rejected", reason: broken });
});

it("a broken invariant throws and names the rule", () => {
  expect(() => invariant(false, "amounts are positive")).toThrow("Invariant broken: amounts are positive");
  expect(() => invariant(0, "there is a row")).toThrow();
  expect(() => invariant(undefined, "there is a row")).toThrow();
});

it("a kept invariant says nothing", () => {
  expect(() => invariant(true, "fine")).not.toThrow();
  expect(() => invariant({}, "fine")).not.toThrow();
});
