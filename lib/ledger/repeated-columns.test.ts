import { expect, test } from "vitest";
import { newId } from "#lib/db/new-id.ts";
import type { DebitItem } from "./items.ts";
import { testEngines } from "./test-engines.ts";
import { answerTo, debitOf, grantOf, images, records } from "./test-items.ts";

const engines = testEngines();

const AGENT_AND_JOB = { agent: "writer", job: "feed", run: "run-1" };
const MANUAL = { source: "manual", actor: "user:ada", rateVersion: 2 } as const;

/** What a debit asked for, in the words of its event's row. */
function toRow({ workspaceId, eventIds, request, actor, agent, job, run, source, rateVersion }: DebitItem) {
  const [only] = request.lines;
  const by = { agent: agent ?? "", job: job ?? "", run: run ?? "", source, actor, rate_version: rateVersion };
  const line = { feature: only?.line.feature, credit_type: only?.rate.creditType, credits: only?.credits };
  return { workspace_id: workspaceId, id: eventIds[0], ...by, ...line, own_key: only?.line.ownKey };
}

test.each([
  ["alike", 0],
  ["of two kinds", 1],
  ["all different", 2],
])("debits that go in one flush, %s, are stored as they were asked for", async (_, difference) => {
  const [one, other] = [await engines.filled(100), await engines.filled(100)];
  for (const id of [one, other]) {
    answerTo(await engines.one.post(grantOf(id, 100, { grant: { creditType: "ai" } })), "grant");
  }
  const ownKey = { ...images(3), credits: 0n, line: { ...images(3).line, ownKey: true } };
  const items = [
    [debitOf(one, 1), debitOf(one, 1), debitOf(one, 1)],
    [debitOf(one, 1), debitOf(one, [images(1)], AGENT_AND_JOB), debitOf(one, 1)],
    [debitOf(one, 1), debitOf(other, [images(2)], { ...AGENT_AND_JOB, ...MANUAL }), debitOf(other, [ownKey])],
  ][difference];
  const outcomes = await engines.one.postEach([...(items ?? []), debitOf(newId(), 1)]);
  expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill("fulfilled"));
  const { rows } = await engines.database.pool.query(
    `SELECT workspace_id, id::text AS id, agent, job, run, source, actor, rate_version, feature, credit_type, credits, own_key
       FROM usage_event WHERE workspace_id IN ($1, $2) ORDER BY id`,
    [one, other],
  );
  expect(rows).toEqual(items?.map(toRow).toSorted((a, b) => ((a.id ?? "") < (b.id ?? "") ? -1 : 1)));
  const transfers = await engines.database.pool.query(
    `SELECT workspace_id, credit_type, amount, actor FROM transfer
      WHERE workspace_id IN ($1, $2) AND kind = 'debit' ORDER BY event_id`,
    [one, other],
  );
  const moved = rows.filter(({ credits }) => credits > 0n);
  expect(transfers.rows).toEqual(
    moved.map(({ workspace_id, credit_type, credits, actor }) => ({
      workspace_id,
      credit_type,
      amount: credits,
      actor,
    })),
  );
});

test("a day's sums of one flush, some of them new, are those of its events", async () => {
  const id = await engines.filled(100);
  await engines.one.post(debitOf(id, 1, AGENT_AND_JOB));
  await engines.one.postEach([debitOf(id, 2, AGENT_AND_JOB), debitOf(id, [records(3)], { job: "other" })]);
  const { rows } = await engines.database.pool.query(
    "SELECT agent, job, credits, events FROM usage_daily WHERE workspace_id = $1 ORDER BY job",
    [id],
  );
  expect(rows).toEqual([
    { agent: "writer", job: "feed", credits: 3_000_000n, events: 2n },
    { agent: "", job: "other", credits: 3_000_000n, events: 1n },
  ]);
});
