import { openWorkspaceIn } from "#lib/commands/open-workspace.ts";
import { DEFAULT_PRIORITY } from "#lib/core/grants.ts";
import { invariant } from "#lib/core/invariant.ts";
import { addMonths, localDay } from "#lib/core/months.ts";
import { priceLine, type RateCard, rateCardAt } from "#lib/core/rates.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { insertAuditEntry } from "#lib/db/audit.ts";
import { newId } from "#lib/db/new-id.ts";
import { packsFor } from "#lib/db/packs.ts";
import { rateCards } from "#lib/db/rate-cards.ts";
import { arrayLiteral, inTransaction, type Sql } from "#lib/db/sql.ts";
import type { DebitItem, GrantItem, PostingItem } from "#lib/ledger/items.ts";
import { ensurePartitions } from "#lib/ledger/partitions.ts";
import { postItems } from "#lib/ledger/post.ts";
import { AGENTS, COMPANIES, type Company, JOBS } from "./companies.ts";
import { grantsOf, type StoryGrant } from "./grants.ts";
import { seededRandom } from "./random.ts";
import { insertMember, insertPurchase, seedHash } from "./rows.ts";
import { daysFrom, type Use, usesOfDay } from "./usage.ts";

const MONTHS = 13;
const BATCH = 1_000;
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
    events += await inTransaction(async (sql) => {
      const [known] = await sql("SELECT 1 FROM workspace WHERE id = $1", [company.id]);
      if (known) return 0;
      await openCompany(sql, company, first);
      const today = localDay(now, company.timeZone);
      const story = [
        ...grantsOf(company, packs, first, today).map((grant) => ({ at: grant.at, grant })),
        ...usesOf(company, first, today).map((use) => ({ at: use.at, use })),
      ].filter(({ at }) => at <= now);
      story.sort((a, b) => a.at.getTime() - b.at.getTime());
      return postStory(sql, company, story, cards);
    });
  }
  return events;
}

type Step = { at: Date; grant: StoryGrant } | { at: Date; use: Use };

function usesOf(company: Company, first: string, today: string): Use[] {
  const random = seededRandom(company.seed);
  return daysFrom(first, today).flatMap((day) => usesOfDay(company, random, day));
}

async function openCompany(sql: Sql, company: Company, first: string): Promise<void> {
  const { id, name, timeZone, currency, owner } = company;
  const openedAt = new Date(`${first}T00:00:00Z`);
  await openWorkspaceIn(
    sql,
    viewer,
    { id, name, timeZone, currency, plan: "team", seats: 5, owners: [owner] },
    openedAt,
  );
  for (const member of company.members) await insertMember(sql, id, member, openedAt);
  for (const [table, names] of [
    ["agent", AGENTS],
    ["job", JOBS],
  ] as const) {
    await sql(
      `INSERT INTO ${table} (workspace_id, id, name, created_at)
       SELECT $1, id, name, $4::timestamptz FROM unnest($2::text[], $3::text[]) AS u (id, name)`,
      [id, arrayLiteral(Object.keys(names)), arrayLiteral(Object.values(names)), openedAt],
    );
  }
}

/** Posts the steps in order of time, many a statement; purchases and audit entries stand beside their grants. */
async function postStory(
  sql: Sql,
  company: Company,
  story: readonly Step[],
  cards: readonly RateCard[],
): Promise<number> {
  let events = 0;
  for (let start = 0; start < story.length; start += BATCH) {
    const items: PostingItem[] = [];
    for (const [offset, step] of story.slice(start, start + BATCH).entries()) {
      const key = `demo:${start + offset}`;
      items.push("use" in step ? debitOf(company, key, step.use, cards) : grantOf(company, key, step.grant));
    }
    const outcomes = await postItems(sql, items);
    events += outcomes.filter(({ result }) => result.ok && result.value.kind === "debit").length;
    for (const [offset, step] of story.slice(start, start + BATCH).entries()) {
      const item = items[offset];
      if ("grant" in step && item?.kind === "grant") await record(sql, company, step.grant, item);
    }
  }
  return events;
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
