// For tests: what the callers were told, held against the rows by raw SQL. Nothing here asks the engine.
import pg from "pg";
import { parseMicro } from "#lib/core/credits.ts";
import type { Entry } from "./test-record.ts";

/** What the rows would be if every answer were true: lines of text, and sums by what they are of. */
type Books = { transfers: Sums; events: string[]; keys: string[]; balances: Sums };
type Sums = Map<string, bigint>;

const STARTER: Readonly<Record<string, string>> = { ai: "50", automation: "1000" };
const MOST_NAMED = 5;

/** One sentence for everything that was answered and is not there, or is there and was not answered, or is there twice. */
export async function judge(entries: readonly Entry[], databaseUrl: string): Promise<string[]> {
  const told = toldBooks(entries);
  const stored = await storedBooks(databaseUrl);
  const open = entries.filter((entry) => entry.told === undefined);
  return [
    ...open.map((entry) => `${entry.kind} ${entry.key} was never answered`),
    ...differences("transfer", linesOf(told.transfers), linesOf(stored.transfers)),
    ...differences("usage event", told.events, stored.events),
    ...differences("key", told.keys, stored.keys),
    ...differences("balance", linesOf(told.balances), linesOf(stored.balances)),
  ];
}

function linesOf(sums: Sums): string[] {
  return [...sums].filter(([, sum]) => sum !== 0n).map(([name, sum]) => `${name} ${sum}`);
}

/** Both ways and counted: a line that is there twice and was told once differs. */
export function differences(what: string, told: readonly string[], stored: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of told) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of stored) counts.set(line, (counts.get(line) ?? 0) - 1);
  const wrong = [...counts].filter(([, count]) => count !== 0);
  const named = wrong.slice(0, MOST_NAMED).map(([line, count]) => {
    const times = Math.abs(count) > 1 ? `, ${Math.abs(count)} times` : "";
    return `${what} ${line}: ${count > 0 ? "acknowledged and not there" : "there and not acknowledged"}${times}`;
  });
  return wrong.length > MOST_NAMED ? [...named, `and ${wrong.length - MOST_NAMED} more ${what}s`] : named;
}

function toldBooks(entries: readonly Entry[]): Books {
  const books: Books = { transfers: new Map(), events: [], keys: [], balances: new Map() };
  for (const entry of entries) {
    if (entry.told && entry.kind === "batch") addBatch(books, entry.body, entry.told.body);
    else if (entry.told) addAnswer(books, entry, entry.told.status, JSON.parse(entry.told.body));
  }
  return books;
}

/** A batch is as many debits as it has items, each under its own key. */
function addBatch(books: Books, asked: string, told: string): void {
  const { items } = JSON.parse(asked);
  const { results } = JSON.parse(told);
  for (const [index, { workspace, idempotencyKey }] of items.entries()) {
    const { status, ...answer } = results[index];
    addAnswer(books, { kind: "debit", workspace, key: idempotencyKey }, status, answer);
  }
}

type Asked = Pick<Entry, "kind" | "workspace" | "key">;

function addAnswer(
  books: Books,
  { kind, workspace, key }: Asked,
  status: number,
  answer: ReturnType<typeof JSON.parse>,
) {
  books.keys.push(`${workspace} api:${key}`);
  if (kind === "workspace") addStarter(books, workspace);
  if (status >= 300) return;
  if (kind === "grant") addGrant(books, workspace, answer);
  if (kind === "debit") addDebit(books, workspace, answer);
  if (kind === "hold") addHold(books, workspace, answer);
  if (kind === "capture") addCapture(books, workspace, answer);
  if (kind === "release") addRelease(books, workspace, answer.id, answer.released);
}

function addStarter(books: Books, workspace: string): void {
  for (const [type, amount] of Object.entries(STARTER)) change(books, workspace, type, micro(amount));
}

type Granted = { id: string; creditType: string; amount: string };

function addGrant(books: Books, workspace: string, { id, creditType, amount }: Granted): void {
  add(books.transfers, `${workspace} grant ${creditType} issued:promo grant:${id} - -`, micro(amount));
  change(books, workspace, creditType, micro(amount));
}

type PerType = Record<string, string>;
type Parts = { feature: string; credits: string; grants: { id: string; credits: string }[] };
type Debited = { id: string; spent: PerType; lines: (Parts & { event: string })[] };

function addDebit(books: Books, workspace: string, { id, spent, lines }: Debited): void {
  for (const { feature, event, credits, grants } of lines) {
    books.events.push(`${workspace} ${id} ${event} ${feature} ${micro(credits)}`);
    for (const part of grants) {
      const name = `${workspace} debit ${typeOf(feature)} grant:${part.id} spent ${id} ${event}`;
      add(books.transfers, name, micro(part.credits));
    }
  }
  for (const [type, amount] of Object.entries(spent)) change(books, workspace, type, -micro(amount));
}

type Held = { id: string; lines: Parts[] };

function addHold(books: Books, workspace: string, { id, lines }: Held): void {
  for (const { feature, grants } of lines) {
    for (const part of grants) {
      const name = `${workspace} hold ${typeOf(feature)} grant:${part.id} hold:${id} - -`;
      add(books.transfers, name, micro(part.credits));
      change(books, workspace, typeOf(feature), -micro(part.credits));
      change(books, `${workspace} held`, typeOf(feature), micro(part.credits));
    }
  }
}

type Captured = Debited & { hold: { id: string; released: PerType } };

/** Which lots a capture burnt was said when they were held. */
function addCapture(books: Books, workspace: string, { id, spent, lines, hold }: Captured): void {
  for (const { feature, event, credits } of lines) {
    books.events.push(`${workspace} ${id} ${event} ${feature} ${micro(credits)}`);
    const name = `${workspace} capture ${typeOf(feature)} hold:${hold.id} spent ${id} ${event}`;
    add(books.transfers, name, micro(credits));
  }
  for (const [type, amount] of Object.entries(spent))
    change(books, `${workspace} held`, type, -micro(amount));
  addRelease(books, workspace, hold.id, hold.released);
}

function addRelease(books: Books, workspace: string, hold: string, released: PerType): void {
  for (const [type, amount] of Object.entries(released)) {
    add(books.transfers, `${workspace} release ${type} hold:${hold} its grants - -`, micro(amount));
    change(books, workspace, type, micro(amount));
    change(books, `${workspace} held`, type, -micro(amount));
  }
}

function change({ balances }: Books, workspace: string, type: string, amount: bigint): void {
  add(balances, `${workspace} ${type}`, amount);
}

function add(sums: Sums, name: string, amount: bigint): void {
  sums.set(name, (sums.get(name) ?? 0n) + amount);
}

function typeOf(feature: string): string {
  return feature.startsWith("ai.") ? "ai" : "automation";
}

function micro(credits: string): bigint {
  const amount = parseMicro(credits);
  if (amount === null) throw new Error(`An answer holds "${credits}", which is no amount of credits`);
  return amount;
}

async function storedBooks(databaseUrl: string): Promise<Books> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  const lines = async (text: string) =>
    (await client.query<{ line: string }>(text)).rows.map((row) => row.line);
  const sums = async (text: string) => {
    const { rows } = await client.query<{ name: string; sum: string }>(text);
    return new Map(rows.map(({ name, sum }) => [name, BigInt(sum)]));
  };
  try {
    return {
      // An answer says of what is given back only how much it is, so those rows are summed over the grants.
      transfers: await sums(
        `SELECT concat_ws(' ', workspace_id, kind, credit_type, from_account,
                CASE kind WHEN 'release' THEN 'its grants - -'
                  ELSE concat_ws(' ', to_account, coalesce(debit_id::text, '-'), coalesce(event_id::text, '-')) END) AS name,
                sum(amount)::text AS sum
           FROM transfer WHERE from_account <> 'issued:starter' GROUP BY name`,
      ),
      events: await lines(
        "SELECT concat_ws(' ', workspace_id, debit_id, id, feature, credits) AS line FROM usage_event",
      ),
      keys: await lines(
        "SELECT concat_ws(' ', workspace_id, key) AS line FROM idempotency_key WHERE key LIKE 'api:%'",
      ),
      balances: await sums(
        `SELECT workspace_id || ' ' || credit_type AS name, remaining::text AS sum FROM wallet
         UNION ALL SELECT workspace_id || ' held ' || credit_type, held::text FROM wallet`,
      ),
    };
  } finally {
    await client.end();
  }
}
