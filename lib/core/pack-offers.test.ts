import { describe, expect, test } from "vitest";
import { credits } from "./credits.ts";
import type { Pace } from "./pace.ts";
import { type Buyer, fitOf, toPackOffer } from "./pack-offers.ts";
import type { Pack } from "./packs.ts";
import { sampleLot } from "./sample.ts";

const NOW = new Date("2026-11-21T14:00:00Z");

function pack(id: string, amount: number, priceMinor: bigint, validityMonths = 12): Pack {
  return {
    id,
    name: id,
    creditType: "ai",
    credits: credits(amount),
    priceMinor,
    currency: "EUR",
    validityMonths,
  };
}

const packs = [pack("small", 500, 1_500n), pack("middle", 2_000, 4_900n), pack("large", 10_000, 19_900n, 24)];
const paceOf = (perDay: number): Pace => ({
  state: "pace",
  fast: credits(perDay),
  mean: credits(perDay),
  slow: credits(perDay),
});
const unknown: Pace = { state: "not_enough_history" };
const buyer = (changes: Partial<Buyer> = {}): Buyer => ({
  available: credits(80),
  lots: [],
  pace: paceOf(10),
  timeZone: "Europe/Berlin",
  ...changes,
});

describe("an offer", () => {
  test("is valid through the same day of the month it ends in, and expires at the next midnight", () => {
    const offer = toPackOffer(pack("year", 500, 1_500n), buyer(), NOW);
    expect(offer.validThrough).toBe("2027-11-21");
    expect(offer.expiresAt).toEqual(new Date("2027-11-22T00:00:00+01:00"));
  });

  test("names a last day that exists where the zone skips midnight", () => {
    const beforeGap = new Date("2023-08-02T12:00:00-04:00");
    const offer = toPackOffer(pack("month", 1, 1n, 1), buyer({ timeZone: "America/Santiago" }), beforeGap);
    expect(offer.validThrough).toBe("2023-09-02");
    expect(offer.expiresAt).toEqual(new Date("2023-09-03T01:00:00-03:00"));
  });

  test("compares prices per 1,000 credits in whole minor units, half up", () => {
    expect(packs.map((one) => toPackOffer(one, buyer(), NOW).perThousandMinor)).toEqual([
      3_000n,
      2_450n,
      1_990n,
    ]);
    expect(toPackOffer(pack("odd", 3_000, 1_000n), buyer(), NOW).perThousandMinor).toBe(333n);
    expect(toPackOffer(pack("half", 2_000, 1_001n), buyer(), NOW).perThousandMinor).toBe(501n);
  });

  test("adds to what can be spent", () => {
    expect(toPackOffer(pack("small", 500, 1_500n), buyer(), NOW).balanceAfter).toBe(credits(580));
  });

  test("lasts as many whole days as its credits cover at the pace", () => {
    expect(toPackOffer(pack("small", 355, 1n), buyer(), NOW).lastsDays).toBe(35);
    expect(toPackOffer(pack("small", 355, 1n), buyer({ pace: unknown }), NOW)).toMatchObject({
      lastsDays: null,
      atRisk: null,
    });
  });

  test("says what would expire unused, after what burns before it", () => {
    const month = pack("month", 500, 1_500n, 1);
    // 30 days and 9 hours until it expires on 22 December, 00:00 in Berlin: 303.75 credits at 10 a day.
    expect(toPackOffer(month, buyer(), NOW).atRisk).toBe(196_250_000n);
    const first = sampleLot({ remaining: credits(100), expiresAt: new Date("2026-12-10T00:00:00Z") });
    expect(toPackOffer(month, buyer({ lots: [first] }), NOW).atRisk).toBe(296_250_000n);
    const last = sampleLot({ remaining: credits(100), expiresAt: null });
    expect(toPackOffer(month, buyer({ lots: [last] }), NOW).atRisk).toBe(196_250_000n);
  });
});

describe("the pack that fits", () => {
  test("is the cheapest that covers a month at the pace", () => {
    expect(fitOf(packs, "ai", null, paceOf(10))).toEqual({ packId: "small", reason: "covers_month" });
    expect(fitOf(packs, "ai", null, paceOf(17))).toEqual({ packId: "middle", reason: "covers_month" });
  });

  test("is the cheapest that covers what is missing, whatever the pace", () => {
    expect(fitOf(packs, "ai", credits(501), paceOf(1))).toEqual({ packId: "middle", reason: "covers_need" });
    expect(fitOf(packs, "ai", credits(500), unknown)).toEqual({ packId: "small", reason: "covers_need" });
  });

  test("is the largest when none covers it", () => {
    expect(fitOf(packs, "ai", null, paceOf(1_000))).toEqual({ packId: "large", reason: "largest" });
  });

  test("is not claimed without a pace or a need, or without packs", () => {
    expect(fitOf(packs, "ai", null, unknown)).toBeNull();
    expect(fitOf(packs, "automation", credits(1), unknown)).toBeNull();
  });
});
