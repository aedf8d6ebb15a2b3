import { afterAll, beforeAll, expect, test } from "vitest";
import { grantCredits } from "#lib/commands/grant-credits.ts";
import { voidGrant } from "#lib/commands/void-grant.ts";
import { credits } from "#lib/core/credits.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { keyed, line, NOW, platform, spend, workspace } from "#lib/queries/test-workspace.ts";
import { lawsBroken } from "./test-tampering.ts";
import { LAWS, verifyLedger } from "./verify.ts";
import { CHAIN_CHECK, SNAPSHOT_CHECK } from "./verify-chain.ts";

let database: TestDatabase;
let id: string;

beforeAll(async () => {
  database = await createTestDatabase();
  id = await workspace();
  await spend(id, [line("automation.record", "20", "5")], { agent: "writer", job: "feed", run: "r1" });
  const promo = {
    creditType: "ai",
    amount: credits(5),
    source: "promo",
    effectiveAt: null,
    expiresAt: null,
    priority: null,
    reason: "test",
  } as const;
  const { result } = await grantCredits(platform, id, promo, keyed(), NOW);
  if (!result.ok) throw new Error("granted");
  await voidGrant(platform, id, result.value.id, "test", keyed(), NOW);
});
afterAll(() => database.close());

const LOTS =
  "a grant's remaining and held are what came in minus what went out, and it moved when its last transfer did";
const WALLETS = "a wallet is the sum of its grants";
const SUMS = "every credit type's accounts sum to zero";
const ACCOUNTS = "every transfer runs between accounts that its kind allows";
const TIMES = "credits begin, end and are taken back when their grant says";
const ORDER =
  "a workspace's transfers are numbered without a gap, never go back in time, and carry their balance";
const HEAD = "the ledger's head is its last transfer";
const EVENTS = "a usage event cost what its debits moved";
const DAYS = "daily use is the sum of its events";
const RUNS = "a run's use is the sum of its events";
const NAMES = "what used credits has a name";
const ANSWERS = "what happened is what was answered, once";
const HOLDS = "what a hold keeps is what its transfers left with it";
const LINES = "a hold's lines and lots keep the same";
const BUDGETS = "a budget counts its events and open holds";
const PURCHASES = "a paid purchase granted what was bought, once";

const ZERO = "00000000-0000-7000-8000-000000000000";
/** One more transfer, the next by number and time, out of the starter grant of automation credits. */
const transfer = (over: Record<string, string>) => {
  const columns: Record<string, string> = {
    workspace_id: "g.workspace_id",
    posted_at: "h.posted_at",
    seq: "h.seq + 1",
    kind: "'expire'",
    credit_type: "g.credit_type",
    from_account: "'grant:' || g.id",
    to_account: "'expired'",
    amount: "1",
    grant_id: "g.id",
    balance_after: "w.remaining - 1",
    actor: "'test'",
    ...over,
  };
  return `INSERT INTO transfer (${Object.keys(columns).join(", ")}) SELECT ${Object.values(columns).join(", ")}
    FROM "grant" g JOIN ledger_head h USING (workspace_id) JOIN wallet w USING (workspace_id, credit_type)
   WHERE workspace_id = $1 AND g.source = 'starter' AND g.credit_type = 'automation'`;
};
const spent = { kind: "'debit'", to_account: "'spent'", debit_id: `'${ZERO}'`, event_id: `'${ZERO}'` };
const paid = `INSERT INTO purchase (workspace_id, id, pack_id, pack_name, credit_type, credits, price_minor, currency,
    validity_months, status, request_key, payment_intent_id, grant_id, created_by, created_at, settled_at)
  SELECT $1, '${ZERO}', 'p', 'P', credit_type, amount, 100, 'EUR', 12, 'paid', 'k', 'pi', id, 'test', created_at, created_at
    FROM "grant" WHERE workspace_id = $1 AND credit_type = 'automation'`;
const grants = `UPDATE "grant" SET`;
const automation = "WHERE workspace_id = $1 AND credit_type = 'automation'";

const hold = `INSERT INTO hold (workspace_id, id, created_at, expires_at, month, agent, job, run, source, actor, rate_version, lines, parts)
  VALUES ($1, '${ZERO}', now(), now() + interval '1 hour', '2026-11-01', '', '', '', 'api', 'test', 1, '[]',
    '[{"grant": "${ZERO}", "creditType": "automation", "held": "1", "left": "1"}]')`;

/** What may be broken, by the law that must notice it; others may notice it too. */
const BROKEN: [law: string, what: string, statement: string][] = [
  [LOTS, "a remainder", `${grants} remaining = remaining - 1 ${automation}`],
  [LOTS, "held without a hold", `${grants} held = 1 ${automation}`],
  [LOTS, "when it moved", `${grants} moved_at = moved_at - interval '1 millisecond' ${automation}`],
  [LOTS, "an amount", `${grants} amount = amount + 1 ${automation}`],
  [
    LOTS,
    "a grant that nothing was issued for",
    `INSERT INTO "grant" (workspace_id, id, credit_type, source, amount, remaining, held, priority, effective_at, expires_at, reason,
                          created_by, created_at, moved_at)
     SELECT workspace_id, '${ZERO}', credit_type, source, amount, 0, 0, priority, effective_at, expires_at, reason, created_by, created_at,
            moved_at FROM "grant" ${automation}`,
  ],
  [WALLETS, "a remainder", `${grants} remaining = remaining - 1 ${automation}`],
  [WALLETS, "held without a hold", `${grants} held = 1 ${automation}`],
  [ACCOUNTS, "credits that went nowhere", transfer({ to_account: "'nowhere'" })],
  [SUMS, "a remainder", `${grants} remaining = remaining - 1 ${automation}`],
  [ACCOUNTS, "a kind nobody posts", transfer({ kind: "'refund'" })],
  [ACCOUNTS, "another source", `${grants} source = 'promo' ${automation}`],
  [ACCOUNTS, "another way out", transfer({ to_account: "'revoked'" })],
  [TIMES, "expired without an end", transfer({})],
  [TIMES, "spent too early", `${grants} effective_at = effective_at + interval '1 hour' ${automation}`],
  [ANSWERS, "void that nobody asked for", `${grants} voided_at = created_at ${automation}`],
  [TIMES, "a transfer of a void that is not marked", `${grants} voided_at = NULL WHERE workspace_id = $1`],
  [ORDER, "a gap", transfer({ seq: "h.seq + 2" })],
  [ORDER, "time", transfer({ posted_at: "h.posted_at - interval '1 ms'" })],
  [ORDER, "a balance", transfer({ balance_after: "w.remaining" })],
  [HEAD, "a number", "UPDATE ledger_head SET seq = seq + 1 WHERE workspace_id = $1"],
  [HEAD, "a time", "UPDATE ledger_head SET posted_at = posted_at - interval '1 ms' WHERE workspace_id = $1"],
  [HEAD, "no head", "DELETE FROM ledger_head WHERE workspace_id = $1"],
  [EVENTS, "a cost", "UPDATE usage_event SET credits = credits + 1 WHERE workspace_id = $1"],
  [EVENTS, "another debit", `UPDATE usage_event SET debit_id = '${ZERO}' WHERE workspace_id = $1`],
  [EVENTS, "another credit type", "UPDATE usage_event SET credit_type = 'ai' WHERE workspace_id = $1"],
  [EVENTS, "spent on nothing", transfer(spent)],
  [DAYS, "a day", "UPDATE usage_daily SET events = events + 1 WHERE workspace_id = $1"],
  [DAYS, "no day", "DELETE FROM usage_daily WHERE workspace_id = $1"],
  [DAYS, "unchanged", "UPDATE usage_daily SET unchanged = 0 WHERE workspace_id = $1"],
  [RUNS, "a run", "UPDATE usage_run SET quantity = quantity + 1 WHERE workspace_id = $1"],
  [
    RUNS,
    "when it began",
    "UPDATE usage_run SET first_at = first_at - interval '1 ms' WHERE workspace_id = $1",
  ],
  [
    RUNS,
    "when it was recorded",
    "UPDATE usage_run SET recorded_at = recorded_at - interval '1 ms' WHERE workspace_id = $1",
  ],
  [RUNS, "no run", "DELETE FROM usage_run WHERE workspace_id = $1"],
  [NAMES, "an agent", "DELETE FROM agent WHERE workspace_id = $1"],
  [NAMES, "a job", "DELETE FROM job WHERE workspace_id = $1"],
  [ANSWERS, "no answer", "DELETE FROM idempotency_key WHERE workspace_id = $1"],
  [
    ANSWERS,
    "a second key for the same",
    "INSERT INTO idempotency_key SELECT workspace_id, key || '2', body_hash, answer, created_at FROM idempotency_key WHERE workspace_id = $1",
  ],
  [
    ANSWERS,
    "a promise that was not kept",
    `UPDATE idempotency_key SET answer = jsonb_set(answer::jsonb, '{value,id}', '"${ZERO}"')::text WHERE workspace_id = $1 AND answer LIKE '{%'`,
  ],
  [
    ANSWERS,
    "a debit that was promised and not made",
    `UPDATE idempotency_key SET answer = jsonb_set(answer::jsonb, '{1}', '"${ZERO}"')::text WHERE workspace_id = $1 AND answer LIKE '["debit"%'`,
  ],
  [
    ANSWERS,
    "another price of a line",
    `UPDATE idempotency_key SET answer = jsonb_set(answer::jsonb, '{4,0,2}', '"7"')::text WHERE workspace_id = $1 AND answer LIKE '["debit"%'`,
  ],
  [
    ANSWERS,
    "another amount",
    `UPDATE idempotency_key SET answer = jsonb_set(answer::jsonb, '{value,amount}', '"7"')::text WHERE workspace_id = $1 AND answer::jsonb #>> '{value,kind}' = 'grant'`,
  ],
  [HOLDS, "a hold that no transfer filled", hold],
  [LINES, "a hold for no line", hold],
  [
    BUDGETS,
    "a use that is none",
    `WITH made AS (INSERT INTO budget (workspace_id, id, name, scope, subject, credit_type, limit_credits, on_reach, created_at, created_by)
       VALUES ($1, '${ZERO}', 'All', 'workspace', '', 'automation', 1, 'alert', now(), 'test') RETURNING workspace_id, id)
     INSERT INTO budget_use SELECT workspace_id, id, '2026-11-01', 7, 0 FROM made`,
  ],
  [CHAIN_CHECK, "an actor", "UPDATE transfer SET actor = 'somebody' WHERE workspace_id = $1"],
  [
    SNAPSHOT_CHECK,
    "a lot at the day's begin",
    `INSERT INTO balance_snapshot VALUES ($1, '2026-11-21', 0, '[{"id": "${ZERO}", "remaining": "1", "held": "0"}]', '[]')`,
  ],
  [PURCHASES, "a payment without its credits", paid],
  [PURCHASES, "a grant for a purchase that is not there", `${grants} purchase_id = '${ZERO}' ${automation}`],
];

test("the books that are broken below are right before", async () => {
  expect(await inTransaction((sql) => verifyLedger(sql, null))).toEqual([]);
  expect(await inTransaction((sql) => verifyLedger(sql, id))).toEqual([]);
});

test.each(BROKEN)("%s: notices %s", async (law, _what, statement) => {
  expect(await lawsBroken(id, statement)).toContain(law);
});

test("the answer to a debit may be kept as the JSON object it once was, and is compared all the same", async () => {
  const inOldForm = (credits: string) => `
    UPDATE idempotency_key SET answer = jsonb_build_object('ok', true, 'value', jsonb_build_object('kind', 'debit', 'id', answer::jsonb ->> 1,
             'lines', (SELECT jsonb_agg(jsonb_build_object('credits', ${credits})) FROM jsonb_array_elements(answer::jsonb -> 4) AS line)))::text
     WHERE workspace_id = $1 AND answer LIKE '["debit"%'`;
  expect(await lawsBroken(id, inOldForm("line ->> 2"))).toEqual([]);
  expect(await lawsBroken(id, inOldForm("'7'"))).toEqual([ANSWERS]);
});

test("no law stands there that nothing can break", () => {
  expect(new Set(BROKEN.map(([law]) => law))).toEqual(new Set(LAWS));
});

test("the books can be verified however large the quantities are", async () => {
  const large = await workspace();
  const all = "1000000000000";
  for (let nth = 0; nth < 10; nth += 1)
    await spend(large, [line("automation.record", all, all)], { run: "r" });
  expect(await inTransaction((sql) => verifyLedger(sql, large))).toEqual([]);
});
