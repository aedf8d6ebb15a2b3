import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#lib/db/new-id.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { createEngine } from "./engine.ts";
import {
  answerTo,
  bareWorkspace,
  captureOf,
  expectRightBooks,
  grantOf,
  HOUR,
  holdOf,
  later,
  limit,
  releaseOf,
} from "./test-items.ts";
import { lawsBroken } from "./test-tampering.ts";

const ZERO = "00000000-0000-7000-8000-000000000000";
const LOTS =
  "a grant's remaining and held are what came in minus what went out, and it moved when its last transfer did";
const ACCOUNTS = "every transfer runs between accounts that its kind allows";
const TIMES = "credits begin, end and are taken back when their grant says";
const EVENTS = "a usage event cost what its debits moved";
const ANSWERS = "what happened is what was answered, once";
const HOLDS = "what a hold keeps is what its transfers left with it";
const LINES = "a hold's lines and lots keep the same";
const BUDGETS = "a budget counts its events and open holds";

let database: TestDatabase;
let id: string;

/** A hold of 10 that is open with 6 left, one of 5 that was given back, and budgets that count what there is. */
beforeAll(async () => {
  database = await createTestDatabase();
  const engine = createEngine(() => database.pool.connect(), { byWorkspace: false });
  id = await bareWorkspace();
  const apiKey = newId();
  await limit(id, 100, "alert");
  await limit(id, 100, "stop", { scope: "agent", subject: "writer" });
  await limit(id, 100, "stop", { scope: "job", subject: "feed" });
  await limit(id, 100, "stop", { scope: "member", subject: "user:anna" });
  await limit(id, 100, "stop", { scope: "key", subject: apiKey });
  answerTo(await engine.post(grantOf(id, 100, { grant: { expiresAt: later(100 * HOUR) } })), "grant");
  const by = { agent: "writer", job: "feed", actor: "user:anna", apiKey };
  const [open, over] = [holdOf(id, 10, by), holdOf(id, 5, by)];
  for (const hold of [open, over]) answerTo(await engine.post(hold), "hold");
  answerTo(await engine.post(captureOf(open, 4, { partial: true })), "capture");
  answerTo(await engine.post(releaseOf(over)), "release");
  await engine.close();
});
afterAll(() => database.close());

const openHold = "WHERE workspace_id = $1 AND ended_at IS NULL";
const ofKind = (kind: string) => `WHERE workspace_id = $1 AND kind = '${kind}'`;

/** By the law that must notice it; others may notice it too. */
const BROKEN: [law: string, what: string, statement: string][] = [
  [LOTS, "a lot that holds less", `UPDATE "grant" SET held = held - 1 WHERE workspace_id = $1`],
  [
    "a wallet is the sum of its grants",
    "less held",
    `UPDATE "grant" SET held = held - 1 WHERE workspace_id = $1`,
  ],
  [
    "every credit type's accounts sum to zero",
    "less held",
    `UPDATE "grant" SET held = held - 1 WHERE workspace_id = $1`,
  ],
  [ACCOUNTS, "credits held nowhere", `UPDATE transfer SET to_account = 'hold:' ${ofKind("hold")}`],
  [
    ACCOUNTS,
    "a capture out of another hold",
    `UPDATE transfer SET from_account = 'hold:${ZERO}' ${ofKind("capture")}`,
  ],
  [ACCOUNTS, "credits given back to nobody", `UPDATE transfer SET to_account = 'spent' ${ofKind("release")}`],
  [
    TIMES,
    "held of what had expired",
    `UPDATE "grant" SET effective_at = created_at - interval '1 ms', expires_at = created_at WHERE workspace_id = $1`,
  ],
  [
    TIMES,
    "held too early",
    `UPDATE "grant" SET effective_at = effective_at + interval '1 ms' WHERE workspace_id = $1`,
  ],
  [EVENTS, "a capture for less", `UPDATE usage_event SET credits = credits - 1 WHERE workspace_id = $1`],
  [
    ANSWERS,
    "more held than was said",
    `UPDATE idempotency_key SET answer = jsonb_set(answer::jsonb, '{value,held,automation}', '"9"')::text
      WHERE workspace_id = $1 AND answer::jsonb #>> '{value,kind}' = 'hold'`,
  ],
  [
    ANSWERS,
    "a capture nobody was told of",
    "DELETE FROM idempotency_key WHERE workspace_id = $1 AND answer::jsonb #>> '{value,kind}' = 'capture'",
  ],
  [HOLDS, "a hold that is gone", `DELETE FROM hold ${openHold}`],
  [HOLDS, "a hold with less left", `UPDATE hold SET parts = jsonb_set(parts, '{0,left}', '"1"') ${openHold}`],
  [
    HOLDS,
    "a hold that was for more",
    `UPDATE hold SET parts = jsonb_set(parts, '{0,held}', '"1"') ${openHold}`,
  ],
  [
    HOLDS,
    "a hold on another lot",
    `UPDATE hold SET parts = jsonb_set(parts, '{0,grant}', '"${ZERO}"') ${openHold}`,
  ],
  [
    HOLDS,
    "an end that gave nothing back",
    `UPDATE hold SET ended_at = created_at, ended_how = 'released' ${openHold}`,
  ],
  [
    HOLDS,
    "a hold that no transfer filled",
    `INSERT INTO hold SELECT workspace_id, '${ZERO}', created_at, expires_at, NULL, NULL, month, agent, job, run, source, actor, api_key,
       rate_version, metadata, lines, parts, extended FROM hold ${openHold}`,
  ],
  [LINES, "a line with less left", `UPDATE hold SET lines = jsonb_set(lines, '{0,left}', '"1"') ${openHold}`],
  [LINES, "no lines", `UPDATE hold SET lines = '[]' ${openHold}`],
  [BUDGETS, "more spent", "UPDATE budget_use SET spent = spent + 1 WHERE workspace_id = $1"],
  [BUDGETS, "less held", "UPDATE budget_use SET held = held - 1 WHERE workspace_id = $1"],
  [BUDGETS, "another month", `UPDATE budget_use SET month = '2026-12-01' WHERE workspace_id = $1`],
  [BUDGETS, "a hold of another month", `UPDATE hold SET month = '2026-12-01' ${openHold}`],
  [BUDGETS, "another agent", `UPDATE hold SET agent = 'reader' ${openHold}`],
  [BUDGETS, "another job", "UPDATE usage_event SET job = '' WHERE workspace_id = $1"],
  [BUDGETS, "another member", "UPDATE usage_event SET actor = 'user:ben' WHERE workspace_id = $1"],
  [BUDGETS, "another key", "UPDATE usage_event SET api_key = NULL WHERE workspace_id = $1"],
];

test.each(BROKEN)("%s: notices %s", async (law, _what, statement) => {
  expect(await lawsBroken(id, statement)).toContain(law);
});

test("the books that are broken above are right before, and after", expectRightBooks);
