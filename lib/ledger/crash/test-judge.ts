// For tests: what the callers were told, held against the rows by raw SQL. Nothing here asks the engine.
import pg from "pg";
import { parseMicro } from "#lib/core/credits.ts";
import type { Entry } from "./test-record.ts";

/** What the rows would be if every answer were true, each a line of text. */
type Books = { transfers: string[]; events: string[]; keys: string[]; balances: Map<string, bigint> };

const STARTER: Readonly<Record<string, string>> = { ai: "50", automation: "1000" };
const MOST_NAMED = 5;

/** One sentence for everything that was answered and is not there, or is there and was not answered, or is there twice. */
export async function judge(entries: readonly Entry[], databaseUrl: string): Promise<string[]> {
  const told = toldBooks(entries);
  const stored = await storedBooks(databaseUrl);
  const open = entries.filter((entry) => entry.told === undefined);
  return [
    ...open.map((entry) => `${entry.kind} ${entry.key} was never answered`),
    ...differences("transfer", told.transfers, stored.transfers),
    ...differences("usage event", told.events, stored.events),
    ...differences("key", told.keys, stored.keys),
    ...differences("balance", balanceLines(told.balances), balanceLines(stored.balances)),
  ];
}

function balanceLines(balances: Map<string, bigint>): string[] {
  return [...balances].map(([name, amount]) => `${name} ${amount}`);
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
  const books: Books = { transfers: [], events: [], keys: [], balances: new Map() };
  for (const { kind, workspace, key, told } of entries) {
    if (!told) continue;
    books.keys.push(`${workspace} api:${key}`);
    const answer = JSON.parse(told.body);
    if (kind === "workspace") addStarter(books, workspace);
    if (kind === "grant" && told.status === 201) addGrant(books, workspace, answer);
    if (kind === "debit" && told.status === 201) addDebit(books, workspace, answer);
  }
  return books;
}

function addStarter(books: Books, workspace: string): void {
  for (const [type, amount] of Object.entries(STARTER)) change(books, workspace, type, micro(amount));
}

type Granted = { id: string; creditType: string; amount: string };

function addGrant(books: Books, workspace: string, { id, creditType, amount }: Granted): void {
  books.transfers.push(`${workspace} grant ${creditType} issued:promo grant:${id} ${micro(amount)} - -`);
  change(books, workspace, creditType, micro(amount));
}

type Debited = {
  id: string;
  spent: Record<string, string>;
  lines: { feature: string; event: string; credits: string; grants: { id: string; credits: string }[] }[];
};

function addDebit(books: Books, workspace: string, { id, spent, lines }: Debited): void {
  for (const { feature, event, credits, grants } of lines) {
    const type = feature.startsWith("ai.") ? "ai" : "automation";
    books.events.push(`${workspace} ${id} ${event} ${feature} ${micro(credits)}`);
    for (const part of grants) {
      const amount = micro(part.credits);
      books.transfers.push(`${workspace} debit ${type} grant:${part.id} spent ${amount} ${id} ${event}`);
    }
  }
  for (const [type, amount] of Object.entries(spent)) change(books, workspace, type, -micro(amount));
}

function change({ balances }: Books, workspace: string, type: string, amount: bigint): void {
  const name = `${workspace} ${type}`;
  balances.set(name, (balances.get(name) ?? 0n) + amount);
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
  try {
    const wallets = await client.query<{ name: string; available: string }>(
      "SELECT workspace_id || ' ' || credit_type AS name, remaining::text AS available FROM wallet",
    );
    return {
      transfers: await lines(
        `SELECT concat_ws(' ', workspace_id, kind, credit_type, from_account, to_account, amount,
                coalesce(debit_id::text, '-'), coalesce(event_id::text, '-')) AS line
           FROM transfer WHERE from_account <> 'issued:starter'`,
      ),
      events: await lines(
        "SELECT concat_ws(' ', workspace_id, debit_id, id, feature, credits) AS line FROM usage_event",
      ),
      keys: await lines(
        "SELECT concat_ws(' ', workspace_id, key) AS line FROM idempotency_key WHERE key LIKE 'api:%'",
      ),
      balances: new Map(wallets.rows.map(({ name, available }) => [name, BigInt(available)])),
    };
  } finally {
    await client.end();
  }
}
