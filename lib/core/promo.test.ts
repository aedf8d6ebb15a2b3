import { describe, expect, test } from "vitest";
import { credits } from "./credits.ts";
import { type PromoForm, toPromoTerms } from "./promo.ts";

const NOW = new Date("2026-11-21T14:00:00Z");
const TYPES = ["ai", "automation"];
const form: PromoForm = {
  creditType: "ai",
  amount: "5000",
  startsOn: "",
  validThrough: "2026-12-31",
  reason: "Outage on 20 November",
};

function read(changes: Partial<PromoForm>, zone = "Europe/Berlin", now = NOW) {
  return toPromoTerms({ ...form, ...changes }, TYPES, zone, now);
}
const faultsOf = (changes: Partial<PromoForm>) => {
  const terms = read(changes);
  return terms.ok ? [] : terms.error;
};

describe("promotional credits", () => {
  test("can be used through the whole last day, where the workspace is", () => {
    expect(read({})).toEqual({
      ok: true,
      value: {
        creditType: "ai",
        amount: credits(5_000),
        effectiveAt: null,
        expiresAt: new Date("2027-01-01T00:00:00+01:00"),
        priority: null,
        reason: "Outage on 20 November",
      },
    });
    expect(read({}, "America/New_York")).toMatchObject({
      value: { expiresAt: new Date("2027-01-01T00:00:00-05:00") },
    });
  });

  test("start with the first instant of a later day, or at once", () => {
    expect(read({ startsOn: "2026-12-01" })).toMatchObject({
      value: { effectiveAt: new Date("2026-12-01T00:00:00+01:00") },
    });
    expect(read({ startsOn: "2026-11-21" })).toMatchObject({ value: { effectiveAt: null } });
    expect(read({ startsOn: "" })).toMatchObject({ value: { effectiveAt: null } });
  });

  test("may be valid today only, and today is the workspace's", () => {
    expect(read({ validThrough: "2026-11-21" }).ok).toBe(true);
    const late = new Date("2026-11-21T23:30:00Z");
    expect(read({ validThrough: "2026-11-21" }, "Europe/Berlin", late)).toEqual({
      ok: false,
      error: [{ field: "validThrough", fault: "in_past" }],
    });
    expect(read({ validThrough: "2026-11-21" }, "America/New_York", late).ok).toBe(true);
  });

  test("without a last day never expire", () => {
    expect(read({ validThrough: "" })).toMatchObject({ value: { expiresAt: null } });
  });

  test("come in fractions of a credit down to the sixth decimal", () => {
    expect(read({ amount: " 0.000001 " })).toMatchObject({ value: { amount: 1n } });
  });

  test.each<[Partial<PromoForm>, string, string]>([
    [{ creditType: "gold" }, "creditType", "unknown_choice"],
    [{ amount: "" }, "amount", "required"],
    [{ amount: "-5" }, "amount", "not_a_number"],
    [{ amount: "5,000" }, "amount", "not_a_number"],
    [{ amount: "0.0000001" }, "amount", "not_a_number"],
    [{ amount: "0" }, "amount", "zero"],
    [{ amount: "1000000000001" }, "amount", "too_large"],
    [{ amount: "99999999999999999" }, "amount", "too_large"],
    [{ startsOn: "2026-11-20" }, "startsOn", "in_past"],
    [{ startsOn: "tomorrow" }, "startsOn", "not_a_day"],
    [{ validThrough: "2026-02-30" }, "validThrough", "not_a_day"],
    [{ validThrough: "2026-13-01" }, "validThrough", "not_a_day"],
    [{ validThrough: "9999-01-01" }, "validThrough", "not_a_day"],
    [{ startsOn: "2027-02-01", validThrough: "2027-01-31" }, "validThrough", "before_start"],
    [{ reason: "   " }, "reason", "required"],
    [{ reason: " \0" }, "reason", "required"],
    [{ reason: "x".repeat(501) }, "reason", "too_long"],
  ])("%j: %s is %s", (changes, field, fault) => {
    expect(faultsOf(changes)).toEqual([{ field, fault }]);
  });

  test("every wrong field is named", () => {
    expect(faultsOf({ amount: "", reason: "", validThrough: "2020-01-01" })).toEqual([
      { field: "amount", fault: "required" },
      { field: "validThrough", fault: "in_past" },
      { field: "reason", fault: "required" },
    ]);
  });
});
