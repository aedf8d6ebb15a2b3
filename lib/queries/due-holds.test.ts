import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { checkSpend } from "#lib/commands/check-spend.ts";
import { grantCredits } from "#lib/commands/grant-credits.ts";
import { voidGrant } from "#lib/commands/void-grant.ts";
import { parseMicro } from "#lib/core/credits.ts";
import type { UserViewer } from "#lib/core/viewer.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { verifyLedger } from "#lib/ledger/verify.ts";
import { getAdminWorkspace } from "./admin-workspace.ts";
import { getBalance } from "./balance.ts";
import { getBalanceTerms } from "./balance-terms.ts";
import { getExpiry } from "./expiry.ts";
import { getNeeds } from "./needs.ts";
import { listPackOffers } from "./packs.ts";
import { hold, records } from "./test-holds.ts";
import { keyed, NOW, platform, spend, stranger, workspace } from "./test-workspace.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  expect(await inTransaction((sql) => verifyLedger(sql, null))).toEqual([]);
});
afterAll(() => database.close());

const admin: UserViewer = { ...stranger, isPlatformAdmin: true };
const later = (ms: number) => new Date(NOW.getTime() + ms);
const MINUTE = 60_000;
const END = later(5 * MINUTE);
const LAST = new Date(END.getTime() - 1);

async function promo(id: string, amount: string, expiresAt: Date | null): Promise<string> {
  const terms = { creditType: "automation", source: "promo", effectiveAt: null, priority: 1 } as const;
  const request = { ...terms, amount: parseMicro(amount) ?? 0n, expiresAt, reason: "test" };
  const { result } = await grantCredits(platform, id, request, keyed(), NOW);
  if (!result.ok) throw new Error(result.error.code);
  return result.value.id;
}

/** What every place that shows or decides says at `now`: available and held of automation. */
async function seen(id: string, now: Date) {
  const automation = <T extends { creditType: string }>(types: readonly T[]) =>
    types.find(({ creditType }) => creditType === "automation");
  const [balance, terms, offers, expiry, lots] = await Promise.all([
    getBalance(platform, id, now),
    getBalanceTerms(platform, id, now),
    listPackOffers(platform, id, null, now),
    getExpiry(platform, id, now),
    getAdminWorkspace(admin, id, now),
  ]);
  const check = await checkSpend(platform, id, request("1000000"), now);
  const { available, held } = automation(balance.types) ?? {};
  const term = automation(terms);
  const micro = (text: string | undefined) => parseMicro(text ?? "") ?? -1n;
  expect(check.ok && check.value.available).toEqual({ automation: available });
  expect([term?.available, term?.held]).toEqual([available, held]);
  expect(automation(offers.types)?.available).toBe(available);
  const gone = micro(term?.used) + micro(term?.expired) + micro(term?.revoked) + micro(term?.held);
  expect(micro(term?.granted) - gone).toBe(micro(available));
  const spendable = lots.lots.filter((lot) => lot.creditType === "automation" && lot.state === "spendable");
  expect(total(spendable.map(({ remaining }) => remaining))).toBe(micro(available));
  expect(total(automation(expiry.types)?.lots.map(({ remaining }) => remaining) ?? [])).toBe(
    micro(available),
  );
  return { available, held };
}

const total = (amounts: readonly string[]) =>
  amounts.reduce((sum, text) => sum + (parseMicro(text) ?? -1n), 0n);

function request(quantity: string) {
  return {
    lines: [records(quantity)],
    mode: "all" as const,
    agent: null,
    job: null,
    run: null,
    source: "api" as const,
    actor: null,
    occurredAt: null,
    metadata: null,
  };
}

/** Whether the ledger itself spends exactly `available` at `now`, and not one more. */
async function expectSpendable(id: string, available: string, now: Date) {
  const more = await checkSpend(platform, id, request(String(Number(available) + 1)), now);
  expect(more.ok && more.value).toMatchObject({ allowed: false, reason: "insufficient_credits" });
  await spend(id, [records(available)], {}, now);
  expect(await seen(id, now)).toMatchObject({ available: "0" });
}

describe("a hold that nobody has ended", () => {
  test("keeps its credits until the millisecond before it expires", async () => {
    const id = await workspace();
    await hold(id, [records("300")], END, NOW);
    expect(await seen(id, LAST)).toEqual({ available: "700", held: "300" });
    await expectSpendable(id, "700", LAST);
  });

  test("has given them back at its expiry, wherever one looks, and a debit spends them", async () => {
    const id = await workspace();
    await hold(id, [records("300")], END, NOW);
    await hold(id, [records("50")], later(6 * MINUTE), NOW);
    expect(await seen(id, END)).toEqual({ available: "950", held: "50" });
    await expectSpendable(id, "950", END);
  });

  test("gives nothing back to a lot that has expired meanwhile", async () => {
    const id = await workspace();
    await promo(id, "100", later(MINUTE));
    await hold(id, [records("150")], END, NOW);
    expect(await seen(id, LAST)).toEqual({ available: "950", held: "150" });
    expect(await seen(id, END)).toEqual({ available: "1000", held: "0" });
    const { expired } = await getExpiry(platform, id, END);
    expect(expired).toMatchObject([{ amount: "100", lost: "100" }]);
    await expectSpendable(id, "1000", END);
    expect((await getExpiry(platform, id, END)).expired).toEqual(expired);
  });

  test("gives nothing back to a lot that was taken back", async () => {
    const id = await workspace();
    const grant = await promo(id, "100", null);
    await hold(id, [records("30")], END, NOW);
    await voidGrant(platform, id, grant, "test", keyed(), later(MINUTE));
    expect(await seen(id, LAST)).toEqual({ available: "1000", held: "30" });
    expect(await seen(id, END)).toEqual({ available: "1000", held: "0" });
    await expectSpendable(id, "1000", END);
  });

  test("of one workspace gives nothing to another that is read beside it", async () => {
    const [one, other] = [await workspace(), await workspace()];
    await hold(one, [records("300")], END, NOW);
    const [due, open, quiet] = await Promise.all([
      checkSpend(platform, one, request("1"), END),
      checkSpend(platform, one, request("1"), LAST),
      checkSpend(platform, other, request("1"), END),
    ]);
    const available = [due, open, quiet].map((check) => check.ok && check.value.available.automation);
    expect(available).toEqual(["1000", "700", "1000"]);
  });

  test("leaves a workspace used up only while it is open", async () => {
    const id = await workspace();
    await hold(id, [records("1000")], END, NOW);
    const kinds = async (now: Date) => (await getNeeds(platform, id, now)).map(({ kind }) => kind);
    expect([await kinds(LAST), await kinds(END)]).toEqual([["used_up"], []]);
  });
});
