import { describe, expect, test } from "vitest";
import { misfits, wireTypes } from "./wire-types.ts";

const typeOf = wireTypes({ event: "Stripe.Event", request: "Stripe.Event.Request", price: "Stripe.Price" });
const request = { id: "req_1", idempotency_key: null };

describe("a table made from the client's types", () => {
  test("takes what fits", () => {
    expect(misfits(typeOf("request"), request)).toEqual([]);
  });

  test("finds a missing key, a wrong kind, a null that may not be, and a key of one's own", () => {
    expect(misfits(typeOf("request"), { id: "req_1" })).toEqual(["$.idempotency_key is missing"]);
    expect(misfits(typeOf("request"), { ...request, id: 7 })).toEqual(["$.id is 7: no value of its type"]);
    expect(misfits(typeOf("price"), { active: null })).toContain("$.active is null: no value of its type");
    expect(misfits(typeOf("request"), { ...request, mine: 1 })).toEqual(["$.mine is not a key of the type"]);
  });

  test("finds an enum value that Stripe does not document, though the client's types stay open", () => {
    expect(misfits(typeOf("price"), { type: "two_times" })).toContain(
      '$.type is "two_times": no value of its type',
    );
  });

  test("follows an event to the object of its own type", () => {
    const event = { object: "event", type: "price.created", data: { object: { object: "price" } } };
    expect(misfits(typeOf("event"), event)).toContain("$.data.object.unit_amount is missing");
  });

  test("knows no names that the client does not have", () => {
    expect(() => wireTypes({ invented: "Stripe.Invented" })).toThrow("no exported member 'Invented'");
  });
});
