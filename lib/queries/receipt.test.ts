import { afterAll, beforeAll, expect, test } from "vitest";
import { grantCredits } from "#lib/commands/grant-credits.ts";
import { credits, parseMicro, sum } from "#lib/core/credits.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import { newId } from "#lib/db/new-id.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { getBalance } from "./balance.ts";
import { listLedger } from "./ledger.ts";
import { getReceipt } from "./receipt.ts";
import { attributes, keyed, line, NOW, platform, spend, stranger, workspace } from "./test-workspace.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

async function rows(id: string) {
  const found = await listLedger(platform, id, { kind: "debit" });
  if (!found.ok) throw new Error("refused");
  return found.value.rows;
}

/** The newest debit in the ledger, and when it was posted. */
async function lastDebit(id: string): Promise<[debit: string, at: Date]> {
  const [row] = await rows(id);
  return [row?.debit ?? "", new Date(row?.at ?? Number.NaN)];
}

async function onlyEvent(id: string) {
  return database.prisma.usageEvent.findFirstOrThrow({ where: { workspaceId: id } });
}

test("a receipt names every lot it took from, and its parts are the ledger's rows", async () => {
  const id = await workspace();
  const terms = {
    creditType: "automation",
    amount: credits(30),
    source: "promo" as const,
    effectiveAt: null,
    expiresAt: new Date("2026-12-31T23:00:00Z"),
    priority: 50,
    reason: "Welcome",
  };
  expect((await grantCredits(platform, id, terms, keyed(), NOW)).result.ok).toBe(true);
  await spend(id, [line("automation.record", "100", "10"), attributes("250")], { job: "feed", run: "r1" });
  const receipt = await getReceipt(platform, id, ...(await lastDebit(id)));
  expect(receipt.lines.map(({ feature, credits }) => [feature, credits])).toEqual([
    ["automation.record", "90"],
    ["ai.attributes", "2.5"],
  ]);
  expect(receipt.parts.map(({ source, credits, creditType }) => [source, credits, creditType])).toEqual([
    ["promo", "30", "automation"],
    ["starter", "60", "automation"],
    ["starter", "2.5", "ai"],
  ]);
  const { types } = await getBalance(platform, id, NOW);
  expect(receipt.balances).toEqual([
    { creditType: "automation", before: "1030", spent: "90", after: types[1]?.available },
    { creditType: "ai", before: "50", spent: "2.5", after: types[0]?.available },
  ]);
  const ledger = (await rows(id)).map(({ seq, amount }) => [seq, amount]);
  expect(ledger.toReversed().map(([, amount]) => `-${amount}`.replace("--", ""))).toEqual(
    receipt.parts.map((part) => part.credits),
  );
  expect(receipt.rows).toEqual({ first: ledger.at(-1)?.[0], last: ledger[0]?.[0] });
  const spent = sum(receipt.lines.map((one) => parseMicro(one.credits) ?? 0n));
  expect(sum(receipt.parts.map((part) => parseMicro(part.credits) ?? 0n))).toBe(spent);
});

test("a debit that was reported 34 days late has a receipt", async () => {
  const id = await workspace();
  await spend(id, [line("automation.record", "5")], { occurredAt: new Date("2026-10-18T12:00:00Z") });
  const receipt = await getReceipt(platform, id, ...(await lastDebit(id)));
  expect(receipt).toMatchObject({ postedAt: NOW.toISOString(), lines: [{ credits: "5" }] });
  expect(receipt.lines[0]?.occurredAt).toBe("2026-10-18T12:00:00.000Z");
});

test("a debit that cost nothing has a receipt without rows, by its id or by when it occurred", async () => {
  const now = new Date();
  const id = await workspace();
  await spend(id, [line("automation.record", "5")], { source: "manual" }, now);
  const { debitId } = await onlyEvent(id);
  const expected = { balances: [], parts: [], rows: null, lines: [{ credits: "0", quantity: "5" }] };
  expect(await getReceipt(platform, id, debitId)).toMatchObject(expected);

  const old = await workspace();
  await spend(old, [line("automation.record", "5")], { source: "manual" }, new Date("2026-01-05T12:00:00Z"));
  const event = await onlyEvent(old);
  await expect(getReceipt(platform, old, event.debitId)).rejects.toThrow(NotFoundError);
  expect(await getReceipt(platform, old, event.debitId, event.occurredAt)).toMatchObject(expected);
});

test("a debit that was posted long after its id was made is found by when it was posted or occurred", async () => {
  const now = new Date(Date.now() + 90 * 86_400_000);
  const late = new Date(now.getTime() - 34 * 86_400_000);
  for (const occurredAt of [now, late]) {
    const id = await workspace();
    await spend(id, [line("automation.record", "5")], { occurredAt }, now);
    const [debit, posted] = await lastDebit(id);
    expect(posted).toEqual(now);
    const expected = { postedAt: now.toISOString(), lines: [{ occurredAt: occurredAt.toISOString() }] };
    expect(await getReceipt(platform, id, debit, posted)).toMatchObject(expected);
    expect(await getReceipt(platform, id, debit, occurredAt)).toMatchObject(expected);
    await expect(getReceipt(platform, id, debit)).rejects.toThrow(NotFoundError);
  }
});

test("no receipt for an id of another workspace, of nobody, or that is none", async () => {
  const id = await workspace();
  await spend(id, [line("automation.record", "5")]);
  const [debit, at] = await lastDebit(id);
  const other = await workspace();
  await expect(getReceipt(platform, other, debit, at)).rejects.toThrow(NotFoundError);
  await expect(getReceipt(stranger, id, debit, at)).rejects.toThrow(NotFoundError);
  for (const bad of [newId(), "ffffffff-ffff-7fff-bfff-ffffffffffff", "x", "", `${debit}'`]) {
    await expect(getReceipt(platform, id, bad, at)).rejects.toThrow(NotFoundError);
  }
});
