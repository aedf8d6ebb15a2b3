import { expect, expectTypeOf, test } from "vitest";
import { ACME, NOW } from "../../lib/api/test-client.ts";
import { type Credits, Headroom, HeadroomError } from "../src/headroom.ts";
import { openTestDoor } from "./test-door.ts";

const door = openTestDoor();
const records = (quantity: number) => ({ lines: [{ feature: "automation.record", quantity }] });

/** What a call that must not go well is refused with. */
async function refusal(call: Promise<unknown>): Promise<HeadroomError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof HeadroomError) return error;
  throw new Error("The call was not refused", { cause: error });
}

test("a product opens a workspace, asks, spends and reads, with amounts as exact text", async () => {
  const headroom = door.client();
  const opened = await headroom.openWorkspace("client-1", ACME);
  expect(opened).toMatchObject({ id: "client-1", timeZone: "Europe/Berlin" });
  const check = await headroom.check("client-1", records(60));
  expect(check).toMatchObject({ allowed: true, required: { automation: "60" } });
  const debit = await headroom.debit("client-1", { ...records(60), job: "feed" });
  expect(debit.spent).toEqual({ automation: "60" });
  const { credits } = await headroom.balance("client-1");
  expect(credits.automation?.available).toBe("940");
  expectTypeOf(credits.automation?.available).toEqualTypeOf<Credits | undefined>();
});

test("an admin's script grants and takes back", async () => {
  const headroom = door.client();
  const id = await door.api.workspace();
  const granted = await headroom.grant(id, {
    creditType: "ai",
    amount: "12.5",
    source: "promo",
    reason: "Welcome",
  });
  expect(granted.balance.ai?.available).toBe("62.5");
  const revoked = await headroom.voidGrant(id, granted.id, { reason: "By mistake" });
  expect(revoked.revoked).toBe("12.5");
  const again = await refusal(headroom.voidGrant(id, granted.id, { reason: "Twice" }));
  expect([again.status, again.code]).toEqual([409, "grant_ended"]);
});

test("the rate card and the packs are those of the API", async () => {
  const headroom = door.client();
  const id = await door.api.workspace();
  const { features } = await headroom.rateCard();
  expect(features.map(({ feature }) => feature)).toContain("automation.record");
  expect(await headroom.rateCard(NOW)).toEqual(await headroom.rateCard(NOW.toISOString()));
  expect((await headroom.packs(id)).rows).toEqual((await door.api.get(`/packs?workspace=${id}`)).body.rows);
});

test("a list is read page by page, only as far as it is asked for", async () => {
  const headroom = door.client();
  const id = await door.api.workspace();
  for (const quantity of [1, 2, 3]) await headroom.debit(id, records(quantity));
  door.seen.length = 0;
  const amounts: Credits[] = [];
  for await (const row of headroom.ledger(id, { kind: "debit", limit: 2 }).rows()) amounts.push(row.amount);
  expect(amounts).toEqual(["-3", "-2", "-1"]);
  expect(door.seen).toHaveLength(2);
  for await (const page of headroom.ledger(id, { limit: 1 })) {
    expect(page.rows).toHaveLength(1);
    break;
  }
  expect(door.seen).toHaveLength(3);
});

test("the use of a month comes with its total", async () => {
  const headroom = door.client();
  const id = await door.api.workspace();
  await headroom.debit(id, { ...records(5), job: "feed" });
  const { total, rows } = await headroom.usage(id, { groupBy: "job" }).first();
  expect([total.automation, rows[0]?.job]).toEqual(["5", "feed"]);
});

test("the balance of an instant is that of then", async () => {
  const headroom = door.client();
  const id = await door.api.workspace();
  door.api.now = new Date(NOW.getTime() + 60_000);
  await headroom.debit(id, records(10));
  const before = await headroom.balanceAt(id, new Date(NOW.getTime() + 30_000));
  expect(before.credits.automation?.available).toBe("1000");
  const now = await headroom.balanceAt(id, door.api.now.toISOString());
  expect(now.credits.automation?.available).toBe("990");
});

test("what became of a result is noted, and moves nothing", async () => {
  const headroom = door.client();
  const id = await door.api.workspace();
  const { lines } = await headroom.debit(id, records(10));
  const event = lines[0]?.event ?? "";
  expect(await headroom.markOutcome(id, event, { outcome: "discarded" })).toEqual({
    id: event,
    outcome: "discarded",
  });
  await headroom.markOutcome(id, event, { outcome: "discarded", occurredAt: NOW });
  expect((await headroom.usage(id).first()).rows[0]?.discarded).toBe(1);
  expect((await headroom.balance(id)).credits.automation?.available).toBe("990");
});

test("a pack that is not on sale cannot be paid for", async () => {
  const id = await door.api.workspace();
  const error = await refusal(door.client({ retries: 0 }).checkout(id, { pack: "no-such-pack" }));
  expect(error.code).toBe("pack_unavailable");
});

test("a refusal is an error with its code and all that the API says", async () => {
  const headroom = door.client();
  const id = await door.api.workspace();
  const error = await refusal(headroom.debit(id, records(1001), { idempotencyKey: "run-7" }));
  expect(error).toMatchObject({
    status: 402,
    code: "insufficient_credits",
    idempotencyKey: "run-7",
    attempts: 1,
    problem: { shortfall: { automation: "1" }, topUpUrl: `http://localhost:3000/w/${id}/buy` },
  });
  expect(error.message).toContain("Not enough credits");
  expect(error.requestId).toBe(error.problem?.requestId);
  expect(door.waits).toEqual([]);
});

test("a request that is not valid says which field is wrong", async () => {
  const id = await door.api.workspace();
  const error = await refusal(door.client().check(id, { lines: [] }));
  expect(error.message).toContain("lines: Send a list of 1 to 100 lines");
});

test("ids and filters with any character arrive as they are", async () => {
  const headroom = door.client();
  expect((await refusal(headroom.balance("a/b?c"))).code).toBe("not_found");
  expect(door.seen[0]?.path).toBe("/api/v1/workspaces/a%2Fb%3Fc/balance");
  const id = await door.api.workspace();
  const { problem } = await refusal(headroom.usage(id, { job: "a&b=c", agent: undefined }).first());
  expect(problem?.errors?.map(({ path }) => path)).toEqual(["job"]);
  expect(door.seen[1]?.path).toBe(`/api/v1/workspaces/${id}/usage?job=a%26b%3Dc`);
});

test("settings that cannot work are refused before the first call", () => {
  expect(() => new Headroom({ baseUrl: "credits.example.com", apiKey: "hrp_1" })).toThrow(/baseUrl/);
  expect(() => new Headroom({ baseUrl: "https://credits.example.com", apiKey: "" })).toThrow(/apiKey/);
  expect(() => new Headroom({ baseUrl: "https://credits.example.com", apiKey: "a b" })).toThrow(/apiKey/);
});
