import fc from "fast-check";
import { expect, test } from "vitest";
import { fromAnswerText, toAnswerText } from "./answer-text.ts";
import type { DebitAnswer } from "./items.ts";

const amount = fc.stringMatching(/^(0|[1-9]\d{0,12})(\.\d{1,6})?$/);
const line = fc.record({
  feature: fc.constantFrom("automation.record", "ai.text"),
  quantity: amount,
  credits: amount,
  skipped: amount,
  grants: fc.array(fc.record({ id: fc.uuid(), credits: amount }), { maxLength: 3 }),
  event: fc.uuid(),
});
/** By credit type in their one order, as answers are; nothing was to be spent of some. */
const types = fc
  .uniqueArray(fc.constantFrom("ai", "automation", "vision"), { maxLength: 3 })
  .chain((names) =>
    fc.tuple(
      ...names
        .toSorted()
        .map((name) => fc.tuple(fc.constant(name), amount, fc.option(amount), amount, amount)),
    ),
  );
const debit: fc.Arbitrary<DebitAnswer> = fc
  .record({
    id: fc.uuid(),
    types,
    coveredQuantity: fc.option(amount),
    lines: fc.array(line, { maxLength: 3 }),
  })
  .map(({ id, types, coveredQuantity, lines }) => ({
    kind: "debit",
    id,
    required: Object.fromEntries(types.map(([type, required]) => [type, required])),
    spent: Object.fromEntries(types.flatMap(([type, , spent]) => (spent === null ? [] : [[type, spent]]))),
    balance: Object.fromEntries(types.map(([type, , , available, held]) => [type, { available, held }])),
    coveredQuantity,
    lines,
  }));

test("what a debit answered comes back as it was, to the order of its fields", () => {
  fc.assert(
    fc.property(debit, (value) => {
      const back = fromAnswerText(toAnswerText({ ok: true, value }));
      expect(JSON.stringify(back)).toBe(JSON.stringify({ ok: true, value }));
    }),
  );
});

test("the answer to a debit takes half the room of its JSON", () => {
  const [id, event, grant] = [0, 1, 2].map((n) => `01a1ff9a-210d-738f-a016-ca8720cf7a0${n}`);
  const value: DebitAnswer = {
    kind: "debit",
    id: `${id}`,
    required: { automation: "1" },
    spent: { automation: "1" },
    balance: { automation: { available: "2999631743", held: "0" } },
    coveredQuantity: null,
    lines: [
      {
        feature: "automation.record",
        quantity: "1",
        credits: "1",
        skipped: "0",
        grants: [{ id: `${grant}`, credits: "1" }],
        event: `${event}`,
      },
    ],
  };
  expect(toAnswerText({ ok: true, value })).toBe(
    `["debit","${id}",null,[["automation","1","1","2999631743","0"]],[["automation.record","1","1","0","${event}",[["${grant}","1"]]]]]`,
  );
});

test("every other answer is kept as its JSON, and so were those of debits before", () => {
  const refusal = { ok: false, error: { code: "grant_ended" } } as const;
  const extended = {
    ok: true,
    value: { kind: "extend", id: "h", expiresAt: "2026-11-21T10:00:00.000Z" },
  } as const;
  for (const result of [refusal, extended]) {
    expect(toAnswerText(result)).toBe(JSON.stringify(result));
    expect(fromAnswerText(JSON.stringify(result))).toEqual(result);
  }
  fc.assert(
    fc.property(debit, (value) => {
      expect(fromAnswerText(JSON.stringify({ ok: true, value }))).toEqual({ ok: true, value });
    }),
  );
});
