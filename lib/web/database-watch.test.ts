import { expect, it } from "vitest";
import { watchDatabase } from "./database-watch.ts";

function planned(answers: (boolean | "silent")[]) {
  const seen = { probes: 0, now: 0 };
  const probe = () => {
    const answer = answers[seen.probes++];
    if (answer === "silent") return new Promise(() => undefined);
    return answer ? Promise.resolve() : Promise.reject(new Error("away"));
  };
  const isUp = watchDatabase(probe, { clock: () => seen.now, freshMs: 1_000, patienceMs: 20 });
  return { seen, isUp };
}

it("an answer holds for a second, then the database is asked again", async () => {
  const { seen, isUp } = planned([true, false]);
  expect(await isUp()).toBe(true);
  seen.now = 999;
  expect(await isUp()).toBe(true);
  expect(seen.probes).toBe(1);
  seen.now = 1_000;
  expect(await isUp()).toBe(false);
  expect(seen.probes).toBe(2);
});

it("that it is away is never remembered, so its return is seen at once", async () => {
  const { isUp } = planned([false, false, true]);
  expect([await isUp(), await isUp(), await isUp()]).toEqual([false, false, true]);
});

it("silence counts as away", async () => {
  const { isUp } = planned(["silent", true]);
  expect(await isUp()).toBe(false);
  expect(await isUp()).toBe(true);
});

it("many questions at once are one probe", async () => {
  const { seen, isUp } = planned([true]);
  expect(await Promise.all([isUp(), isUp(), isUp()])).toEqual([true, true, true]);
  expect(seen.probes).toBe(1);
});
