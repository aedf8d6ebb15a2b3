import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { credits } from "./credits.ts";
import { type Pack, suggestPack } from "./packs.ts";

function pack(creditType: string, size: number, priceMinor: number): Pack {
  const id = `${creditType}-${size}-${priceMinor}`;
  const base = { currency: "EUR", validityMonths: 12 };
  return { ...base, id, name: id, creditType, credits: credits(size), priceMinor: BigInt(priceMinor) };
}

const PACKS = [
  pack("ai", 2_000, 4_900),
  pack("automation", 10_000, 2_500),
  pack("ai", 500, 1_500),
  pack("ai", 10_000, 19_900),
];

describe("the suggested pack", () => {
  test.each([
    ["the least shortfall", 1n, "ai-500-1500"],
    ["exactly a pack", credits(500), "ai-500-1500"],
    ["a micro-credit more", credits(500) + 1n, "ai-2000-4900"],
    ["the largest pack", credits(10_000), "ai-10000-19900"],
    ["more than any pack", credits(10_000) + 1n, "ai-10000-19900"],
  ])("for %s", (_, shortfall, id) => {
    expect(suggestPack(PACKS, "ai", shortfall)?.id).toBe(id);
  });

  it("is of the type that is short, or none", () => {
    expect(suggestPack(PACKS, "automation", 1n)?.id).toBe("automation-10000-2500");
    expect(suggestPack(PACKS, "seats", 1n)).toBeNull();
    expect(suggestPack([], "ai", 1n)).toBeNull();
  });

  it("is the smallest that covers, even where a larger one is on offer for less", () => {
    const offer = [...PACKS, pack("ai", 5_000, 900)];
    expect(suggestPack(offer, "ai", credits(100))?.id).toBe("ai-500-1500");
  });

  it("is the cheaper of two that are as large", () => {
    const twins = [pack("ai", 500, 1_500), pack("ai", 500, 1_200), pack("ai", 500, 1_900)];
    expect(suggestPack(twins, "ai", credits(100))?.priceMinor).toBe(1_200n);
    expect(suggestPack(twins, "ai", credits(900))?.priceMinor).toBe(1_200n);
    expect(suggestPack(twins.toReversed(), "ai", credits(900))?.priceMinor).toBe(1_200n);
  });

  it("covers where any does, and then no smaller one would", () => {
    const size = fc.integer({ min: 1, max: 50 });
    const packs = fc.array(fc.tuple(size, size).map(([large, price]) => pack("ai", large, price)));
    fc.assert(
      fc.property(packs, size, (some, missing) => {
        const found = suggestPack(some, "ai", credits(missing));
        const covering = some.filter((one) => one.credits >= credits(missing));
        const wanted = covering.length > 0 ? covering : some;
        const sizes = wanted.map((one) => Number(one.credits));
        const best = covering.length > 0 ? Math.min(...sizes) : Math.max(...sizes);
        expect(found ? Number(found.credits) : Number.NEGATIVE_INFINITY).toBe(best);
      }),
    );
  });
});
