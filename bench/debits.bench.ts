// What a debit costs: one transaction each, as a row lock allows it, beside the engine; and a hold with its capture. With 1, 1,000
// and 10,000 workspaces, or with those that are asked for: `npm run bench debits 1000`.
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
  expectPosted,
  holdOf,
  onFreshDatabase,
  openWorkspaces,
  type Price,
  priceOfOne,
} from "./ledger.ts";
import { report } from "./report.ts";
import { inRounds, type Measurement } from "./rounds.ts";

const SECONDS = 2;
const WORKSPACES = [1, 1_000, 10_000];

type Row = Measurement<{ workspaces: number; how: string }, Measured>;
type Post = (item: PostingItem) => Promise<PostingOutcome>;

let taken = 0;
const waiting: (() => void)[] = [];

/** With a connection to be had: who waits for one in the pool for long is given up, and who waits here is not. */
async function connected<T>(work: () => Promise<T>): Promise<T> {
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
  const { outcomes } = await connected(() => inTransaction((sql) => postCarefully(sql, [item])));
  const [outcome] = outcomes;
  invariant(outcome, "a posting of one item has one outcome");
  return outcome;
};
const batched: Post = (item) => engine().post(item);

/** As callers come: any workspace at any time. A thousand of a thousand that wait are of some six hundred. */
function drawn(ids: readonly string[]): () => string {
  return () => ids[Math.floor(Math.random() * ids.length)] ?? "";
}

/** One workspace after another, so that all that wait are of different ones: the dearest that can come. */
function inTurn(ids: readonly string[]): () => string {
  let nth = 0;
  return () => ids[nth++ % ids.length] ?? "";
}

async function rowsOf(workspaces: number, price: Price): Promise<Row[]> {
  // Apart, since what is posted past the engine has it read each workspace again.
  const naiveIds = await openWorkspaces(workspaces);
  const ids = await openWorkspaces(workspaces);
  const row = (how: string, callers: number, send: () => Promise<PostingOutcome>): Row => ({
    name: { workspaces, how },
    measure: () => measure(callers, SECONDS, { send, check: expectPosted }),
  });
  const debits = (post: Post, nextId: () => string) => () => post(debitOf(nextId(), price));
  const nextId = drawn(ids);
  const turns = row("engine, in turn", 1_000, debits(batched, inTurn(ids)));
  return [
    // Down and up again: a debit alone is measured next to a naive one alone, whatever else the machine does meanwhile.
    ...[1_000, 256, 32, 1].map((callers) => row("naive", callers, debits(naive, drawn(naiveIds)))),
    ...[1, 32, 256, 1_000].map((callers) => row("engine", callers, debits(batched, nextId))),
    ...(workspaces > 1 ? [turns] : []),
    row("hold + capture", 256, async () => {
      const hold = holdOf(nextId(), price);
      expectPosted(await batched(hold));
      return batched(captureOf(hold));
    }),
  ];
}

const wanted = process.argv.slice(2).map(Number);
if (!wanted.every((count) => Number.isInteger(count) && count > 0)) {
  throw new RangeError("Numbers of workspaces are whole and above zero, as in: npm run bench debits 1000");
}

const rows = await onFreshDatabase(async () => {
  const price = await priceOfOne();
  const all: Row[] = [];
  for (const count of wanted.length > 0 ? wanted : WORKSPACES) all.push(...(await rowsOf(count, price)));
  return inRounds(all);
});
const naivePerSecond = (workspaces: number) =>
  Math.max(
    ...rows.filter((row) => row.workspaces === workspaces && row.how === "naive").map((row) => row.perSecond),
  );
report(
  "debits",
  rows.map((row) => ({
    ...row,
    timesNaive: Number((row.perSecond / naivePerSecond(row.workspaces)).toFixed(1)),
  })),
);
