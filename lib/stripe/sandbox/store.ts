import { type Journal, openJournal, type Write } from "./journal.ts";
import type { Kind, Tables } from "./tables.ts";

/** Rows by kind and id, oldest first. Rows are never changed in place: an update puts a new one. */
export type Store = {
  get<K extends Kind>(kind: K, id: string): Tables[K] | undefined;
  all<K extends Kind>(kind: K): Tables[K][];
  put<K extends Kind>(kind: K, row: Tables[K]): void;
  /** Runs `work`, which is synchronous: all its writes are kept, in one line of the journal, or none when it throws. */
  transact<T>(work: () => T): T;
};

type Maps = { [K in Kind]: Map<string, Tables[K]> };
type Transaction = { writes: Write[]; undo: (() => void)[] };

const REPLY_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** Opens the store in `folder`, or one in memory when it is null. */
export function openStore(folder: string | null, now: Date): Store {
  const tables = emptyTables();
  const journal = folder === null ? null : openJournal(folder);
  if (journal) load(tables, journal, now);
  let open: Transaction | null = null;

  return {
    get: (kind, id) => tables[kind].get(id),
    all: (kind) => [...tables[kind].values()],
    put(kind, row) {
      if (!open) throw new Error("The sandbox writes only inside a transaction.");
      const before = tables[kind].get(row.id);
      open.undo.push(() => (before ? tables[kind].set(row.id, before) : tables[kind].delete(row.id)));
      open.writes.push([kind, row]);
      tables[kind].set(row.id, row);
    },
    transact(work) {
      if (open) throw new Error("Sandbox transactions do not nest.");
      const transaction: Transaction = { writes: [], undo: [] };
      open = transaction;
      try {
        const result = work();
        if (transaction.writes.length > 0) journal?.append(transaction.writes);
        return result;
      } catch (error) {
        for (const undo of transaction.undo.toReversed()) undo();
        throw error;
      } finally {
        open = null;
      }
    },
  };
}

/** True while an idempotency key still answers with its first reply: Stripe keeps them for at least 24 hours. */
export function isReplyKept(reply: { savedAt: number }, now: Date): boolean {
  return now.getTime() - reply.savedAt < REPLY_LIFETIME_MS;
}

function load(tables: Maps, journal: Journal, now: Date): void {
  for (const [kind, row] of journal.read()) restore(tables, kind, row);
  for (const reply of tables.reply.values()) if (!isReplyKept(reply, now)) tables.reply.delete(reply.id);
  for (const delivery of tables.delivery.values())
    if (delivery.nextAt === null) tables.delivery.delete(delivery.id);
  journal.compact(rowsOf(tables));
}

function restore<K extends Kind>(tables: Maps, kind: K, row: Tables[K]): void {
  tables[kind].set(row.id, row);
}

function rowsOf(tables: Maps): Write[] {
  const writes: Write[] = [];
  for (const kind of Object.keys(tables).filter((name): name is Kind => name in tables)) {
    for (const row of tables[kind].values()) writes.push([kind, row]);
  }
  return writes;
}

function emptyTables(): Maps {
  return {
    customer: new Map(),
    product: new Map(),
    price: new Map(),
    "checkout.session": new Map(),
    payment_intent: new Map(),
    payment_method: new Map(),
    charge: new Map(),
    event: new Map(),
    order: new Map(),
    reply: new Map(),
    delivery: new Map(),
  };
}
