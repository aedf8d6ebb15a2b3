import { describe, expect, it, test } from "vitest";
import { credits, formatMicro, MICRO, parseMicro } from "./credits.ts";
import { planSpend, requiredOf } from "./gate.ts";
import { GOLDEN_CASES } from "./golden-cases.ts";
import { packExpiry } from "./months.ts";
import { processedQuantity, repriceLine } from "./rates.ts";
import { CARD, NOW, priced, sampleLine, sampleLot, sampleRequest, unitRate } from "./sample.ts";
import { costOfRuns, runsInMonth, TIMES_DAILY } from "./schedules.ts";

function costOf(lines: Parameters<typeof requiredOf>[0]) {
  return Object.fromEntries(
    Object.entries(requiredOf(lines)).map(([type, amount]) => [type, formatMicro(amount)]),
  );
}

describe("what costs what", () => {
  test.each(GOLDEN_CASES)("$name: $cost", ({ lines, source, cost }) => {
    expect(costOf(lines.map((line) => priced(line, source)))).toEqual(cost);
  });

  it("250 attributes cost 3 where the rate says round up per execution", () => {
    const rate = unitRate("ai.attributes", { per: 100n, rounding: "whole_per_execution" });
    expect(costOf([priced(sampleLine("ai.attributes", 250), "api", { ...CARD, rates: [rate] })])).toEqual({
      ai: "3",
    });
  });

  it("1,940 unchanged records are counted as processed and cost nothing by themselves", () => {
    const feed = priced(sampleLine("automation.record", 2_000, { unchanged: 1_940n * MICRO }));
    expect(formatMicro(processedQuantity(feed.line))).toBe("2000");
    expect(repriceLine(feed, feed.line.unchanged).credits).toBe(0n);
  });

  it("a sync every 15 minutes instead of daily runs and costs 96 times as much", () => {
    expect(TIMES_DAILY.quarter_hour).toBe(96);
    const runs = (every: "quarter_hour" | "daily") => runsInMonth(every, "2026-11", "Europe/Berlin");
    expect(runs("quarter_hour")).toBe(96 * runs("daily"));
    const perRun = requiredOf([priced(sampleLine("automation.operation", 1), "schedule")]);
    expect(costOfRuns(perRun, runs("quarter_hour"))).toEqual({ automation: credits(96 * 30) });
  });
});

describe("numbers", () => {
  it("one credit is 1,000,000 micro-credits, and 12.5 of them are the text 12.5", () => {
    expect(credits(1)).toBe(1_000_000n);
    expect(parseMicro("12.5")).toBe(12_500_000n);
    expect(formatMicro(12_500_000n)).toBe("12.5");
  });
});

describe("a pack's expiry", () => {
  test.each([
    ["2026-11-21T15:00+01:00", 12, "Europe/Berlin", "2027-11-22T00:00+01:00"],
    ["2028-02-29T12:00+01:00", 12, "Europe/Berlin", "2029-03-01T00:00+01:00"],
    ["2028-02-29T12:00-05:00", 12, "America/New_York", "2029-03-01T00:00-05:00"],
    ["2027-01-31T12:00+01:00", 1, "Europe/Berlin", "2027-03-01T00:00+01:00"],
    ["2027-01-31T12:00+05:30", 1, "Asia/Kolkata", "2027-03-01T00:00+05:30"],
  ])("bought %s for %i months in %s: until %s", (boughtAt, months, zone, until) => {
    expect(packExpiry(new Date(boughtAt), months, zone)).toEqual(new Date(until));
  });

  it("where the zone has no such midnight it is the first instant of that day", () => {
    const expiry = packExpiry(new Date("2017-11-03T12:00-02:00"), 12, "America/Sao_Paulo");
    expect(expiry).toEqual(new Date("2018-11-04T01:00-02:00"));
  });
});

describe("the gate", () => {
  it("an import of 2,000 records with credits for 1,500 gets 1,500", () => {
    const lots = [sampleLot({ creditType: "automation", remaining: credits(1_500) })];
    const lines = [priced(sampleLine("automation.record", 2_000))];
    expect(planSpend(sampleRequest(lines, { mode: "up_to" }), lots, NOW)).toMatchObject({
      ok: true,
      value: { coveredQuantity: 1_500n * MICRO },
    });
    expect(planSpend(sampleRequest(lines), lots, NOW)).toMatchObject({
      ok: false,
      error: { reason: "insufficient_credits", shortfall: { automation: credits(500) } },
    });
  });

  it("an automation with an AI step fails as one when the AI credits are gone; manual work never does", () => {
    const lots = [sampleLot({ creditType: "automation" }), sampleLot({ creditType: "ai", remaining: 0n })];
    const ask = (lines: Parameters<typeof requiredOf>[0]) => planSpend(sampleRequest(lines), lots, NOW).ok;
    const run = priced(sampleLine("automation.operation", 1), "schedule");
    const step = priced(sampleLine("ai.attributes", 100), "schedule");
    expect(ask([run])).toBe(true);
    expect(ask([run, step])).toBe(false);
    expect(ask([priced(sampleLine("automation.record", 9_999), "manual")])).toBe(true);
  });
});
