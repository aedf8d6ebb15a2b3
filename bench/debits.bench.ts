// What a debit costs: one transaction each, as a row lock allows it, beside the engine; and a hold with its capture.
import { invariant } from "#lib/core/invariant.ts";
import { pool } from "#lib/db/pool.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { postCarefully } from "#lib/ledger/careful.ts";
import { engine } from "#lib/ledger/engine.ts";
import type { PostingItem, PostingOutcome } from "#lib/ledger/items.ts";
import { type Measured, measure } from "./callers.ts";
import {
  captureOf,
  debitOf,
  holdOf,
  onFreshDatabase,
  openWorkspaces,
  type Price,
  priceOfOne,
} from "./ledger.ts";
import { report } from "./report.ts";

const SECONDS = 4;

type Row = { workspaces: number; how: string } & Measured & { timesNaive: number };
type Post = (item: PostingItem) => Promise<PostingOutcome>;

let taken = 0;
const waiting: (() => void)[] = [];

/** With a connection to be had: who waits for one in the pool for long is given up, and who waits here is not. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (taken < pool().options.max) taken += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  }
}

/** Lock, read, decide, write and commit, for each debit alone. */
const naive: Post = async (item) => {
  const { outcomes } = await inTurn(() => inTransaction((sql) => postCarefully(sql, [item])));
  const [outcome] = outcomes;
  invariant(outcome, "a posting of one item has one outcome");
  return outcome;
};
const batched: Post = (item) => engine().post(item);

async function postOk(post: Post, item: PostingItem): Promise<void> {
  const { result } = await post(item);
  invariant(result.ok, "the bench has credits");
}

/** One workspace after another, so that neighbours in the queue are different ones. */
function rotating(ids: readonly string[]): () => string {
  let nth = 0;
  return () => ids[nth++ % ids.length] ?? "";
}

async function rowsOf(count: number, price: Price): Promise<Row[]> {
  const ids = await openWorkspaces(count);
  const nextId = rotating(ids);
  const debits = (post: Post) => () => postOk(post, debitOf(nextId(), price));
  const holds = async () => {
    const hold = holdOf(nextId(), price);
    await postOk(batched, hold);
    await postOk(batched, captureOf(hold));
  };
  const rows: Row[] = [];
  let naivePerSecond = 0;
  const add = async (how: string, callers: number, call: () => Promise<void>) => {
    const measured = await measure(callers, SECONDS, call);
    if (how === "naive") naivePerSecond = Math.max(naivePerSecond, measured.perSecond);
    const times = Number((measured.perSecond / naivePerSecond).toFixed(1));
    rows.push({ workspaces: count, how, ...measured, timesNaive: times });
  };
  // Down and up again: a debit alone is measured next to a naive one alone, whatever else the machine does meanwhile.
  for (const callers of [1_000, 256, 32, 1]) await add("naive", callers, debits(naive));
  for (const callers of [1, 32, 256, 1_000]) await add("engine", callers, debits(batched));
  for (const callers of [256]) await add("hold + capture", callers, holds);
  return rows;
}

const rows = await onFreshDatabase(async () => {
  const price = await priceOfOne();
  const all: Row[] = [];
  for (const count of [1, 1_000, 10_000]) all.push(...(await rowsOf(count, price)));
  return all;
});
report("debits", rows);
