import { openWorkspaceWith } from "#lib/commands/open-workspace.ts";
import { DEFAULT_PRIORITY } from "#lib/core/grants.ts";
import { invariant } from "#lib/core/invariant.ts";
import { addMonths, localDay } from "#lib/core/months.ts";
import { priceLine, type RateCard, rateCardAt } from "#lib/core/rates.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { insertAuditEntry } from "#lib/db/audit.ts";
import { newId } from "#lib/db/new-id.ts";
import { packsFor } from "#lib/db/packs.ts";
import { pool } from "#lib/db/pool.ts";
import { rateCards } from "#lib/db/rate-cards.ts";
import { arrayLiteral, inTransaction, pgSql, type Sql } from "#lib/db/sql.ts";
import type { DebitItem, GrantItem } from "#lib/ledger/items.ts";
import { ensurePartitions } from "#lib/ledger/partitions.ts";
import { AGENTS, COMPANIES, type Company, JOBS } from "./companies.ts";
import { grantsOf, type StoryGrant } from "./grants.ts";
import { seededRandom } from "./random.ts";
import { insertMember, insertPurchase, seedHash } from "./rows.ts";
import { daysFrom, type Use, usesOfDay } from "./usage.ts";

const MONTHS = 13;
const viewer: Viewer = { kind: "system", reason: "demo" };

/**
 * Makes the demo companies with 13 months of history up to `now`, through the ledger itself, in one transaction a company:
 * whole or absent. A company that is there already is left alone.
 * @returns how many usage events were posted
 */
export async function seedDemo(now: Date): Promise<number> {
  const cards = await rateCards();
  let events = 0;
  for (const company of COMPANIES) {
    const first = addMonths(localDay(now, company.timeZone), -MONTHS);
    await inTransaction((sql) => ensurePartitions(sql, new Date(`${first}T00:00:00Z`), inMonths(now, 3)));
    const packs = await packsFor(company.currency);
    const today = localDay(now, company.timeZone);
    const story = [
      ...grantsOf(company, packs, first, today).map((grant) => ({ at: grant.at, grant })),
      ...usesOf(company, first, today).map((use) => ({ at: use.at, use })),
    ].filter(({ at }) => at <= now);
    story.sort((a, b) => a.at.getTime() - b.at.getTime());
    events += await seedCompany(company, first, story, cards);
  }
  return events;
}

type Step = { at: Date; grant: StoryGrant } | { at: Date; use: Use };

function usesOf(company: Company, first: string, today: string): Use[] {
  const random = seededRandom(company.seed);
  return daysFrom(first, today).flatMap((day) => usesOfDay(company, random, day));
}

/** Opens the company and posts its steps in order of time; purchases and audit entries stand beside their grants. */
async function seedCompany(
  company: Company,
  first: string,
  story: readonly Step[],
  cards: readonly RateCard[],
): Promise<number> {
  const [known] = await pgSql(pool())("SELECT 1 FROM workspace WHERE id = $1", [company.id]);
  if (known) return 0;
  const { id, name, timeZone, currency, owner } = company;
  const openedAt = new Date(`${first}T00:00:00Z`);
  const items = story.map((step, index) => {
    const key = `demo:${index}`;
    return "use" in step ? debitOf(company, key, step.use, cards) : grantOf(company, key, step.grant);
  });
  let events = 0;
  const request = { id, name, timeZone, currency, plan: "team", seats: 5, owners: [owner] };
  await openWorkspaceWith(viewer, request, openedAt, {
    items,
    before: (sql) => addPeopleAndNames(sql, company, openedAt),
    after: async (sql, _opened, outcomes) => {
      events = outcomes.filter(({ result }) => result.ok && result.value.kind === "debit").length;
      for (const [index, step] of story.entries()) {
        const item = items[index];
        if ("grant" in step && item?.kind === "grant") await record(sql, company, step.grant, item);
      }
    },
  });
  return events;
}

async function addPeopleAndNames(sql: Sql, company: Company, openedAt: Date): Promise<void> {
  for (const member of company.members) await insertMember(sql, company.id, member, openedAt);
  for (const [table, names] of [
    ["agent", AGENTS],
    ["job", JOBS],
  ] as const) {
    await sql(
      `INSERT INTO ${table} (workspace_id, id, name, created_at)
       SELECT $1, id, name, $4::timestamptz FROM unnest($2::text[], $3::text[]) AS u (id, name)`,
      [company.id, arrayLiteral(Object.keys(names)), arrayLiteral(Object.values(names)), openedAt],
    );
  }
}

function debitOf(company: Company, key: string, use: Use, cards: readonly RateCard[]): DebitItem {
  const card = rateCardAt(cards, use.at);
  invariant(card, "the first rate card is older than the demo");
  const priced = priceLine(card, use.line, use.source);
  invariant(priced.ok, "the demo uses features of the rate card");
  return {
    kind: "debit",
    workspaceId: company.id,
    key,
    bodyHash: seedHash(key),
    actor: use.source === "manual" ? `user:${company.owner}` : "key:platform",
    now: use.at,
    debitId: newId(),
    eventIds: [newId()],
    request: { lines: [priced.value], mode: "all" },
    occurredAt: use.at,
    agent: use.agent,
    job: use.job,
    run: use.run,
    apiKey: null,
    source: use.source,
    rateVersion: card.version,
    metadata: null,
    outcome: use.outcome,
  };
}

function grantOf(company: Company, key: string, grant: StoryGrant): GrantItem {
  return {
    kind: "grant",
    workspaceId: company.id,
    key,
    bodyHash: seedHash(key),
    actor: grant.admin ?? (grant.pack ? "system:payment" : `system:${grant.source}`),
    now: grant.at,
    grant: {
      id: newId(),
      creditType: grant.creditType,
      source: grant.source,
      amount: grant.amount,
      priority: DEFAULT_PRIORITY,
      effectiveAt: grant.at,
      expiresAt: grant.expiresAt,
      paid: grant.paid,
      purchaseId: grant.pack ? newId() : null,
      reason: grant.reason,
    },
  };
}

async function record(
  sql: Sql,
  company: Company,
  story: StoryGrant,
  { grant, actor, now }: GrantItem,
): Promise<void> {
  if (story.pack && grant.purchaseId)
    await insertPurchase(sql, company, story.pack, grant.purchaseId, grant.id, now);
  if (!story.admin) return;
  await insertAuditEntry(sql, {
    workspaceId: company.id,
    id: newId(),
    at: now,
    actor,
    action: "grant",
    subject: `grant:${grant.id}`,
    reason: story.reason,
    before: null,
    after: {
      grant: {
        creditType: grant.creditType,
        source: grant.source,
        amount: String(story.amount / 1_000_000n),
        expiresAt: grant.expiresAt,
      },
    },
  });
}

function inMonths(date: Date, months: number): Date {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
}
