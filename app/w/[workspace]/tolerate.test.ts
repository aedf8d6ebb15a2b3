import { expect, test } from "vitest";
import { invalidField } from "#lib/core/invalid-request.ts";
import { ok } from "#lib/core/result.ts";
import { tolerate } from "./tolerate.ts";

type Filters = { month?: string | undefined; source?: string | undefined; agent?: string | null | undefined };

/** Refuses the first of month and source that is "bad". */
const load = async (filters: Filters) => {
  for (const name of ["month", "source"] as const) {
    if (filters[name] === "bad") return invalidField(name, "No");
  }
  return ok(filters);
};

test("what is understood is loaded as it was asked for", async () => {
  const asked = { month: "2026-11", source: "api", agent: null };
  expect(await tolerate(asked, load)).toEqual({ value: asked, filters: asked, problems: [] });
});

test("each filter that is refused is put aside and named, and the rest is kept", async () => {
  const { value, problems } = await tolerate({ month: "bad", source: "bad", agent: "writer" }, load);
  expect(value).toEqual({ agent: "writer" });
  expect(problems).toEqual([
    { name: "month", value: "bad" },
    { name: "source", value: "bad" },
  ]);
});

test("a refusal of what was not asked for is a fault of ours, and never a loop", async () => {
  await expect(tolerate({}, async () => invalidField("month", "No"))).rejects.toThrow("one of the filters");
});
