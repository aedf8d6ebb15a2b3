// What a debit costs when the same workspace has a long history: empty, a million and ten million usage events, each posted. Empty
// ones that were opened beside it are measured in turns with it, since a machine that others use is not as fast now as it was ten
// million events ago.
import { engine } from "#lib/ledger/engine.ts";
import type { PostingOutcome } from "#lib/ledger/items.ts";
import { type Measured, measure } from "./callers.ts";
import { debitOf, expectPosted, onFreshDatabase, openWorkspaces, priceOfOne } from "./ledger.ts";
import { report } from "./report.ts";
import { inRounds, type Measurement, ROUNDS } from "./rounds.ts";

const SECONDS = 2;
const AT_ONCE = 4_000;
const CALLERS = [1, 256, 1_000];
const SIZES = (process.env.BENCH_HISTORY ?? "0,1000000,10000000").split(",").map(Number);
const EMPTY = SIZES.length * CALLERS.length * ROUNDS;

type Name = { events: number; workspace: "empty" | "same" };
type Row = Name & Measured & { middlePerSecond: number };

async function postAtOnce(debit: () => Promise<PostingOutcome>): Promise<void> {
  for (const outcome of await Promise.all(Array.from({ length: AT_ONCE }, debit))) expectPosted(outcome);
}

const rows = await onFreshDatabase(async () => {
  const price = await priceOfOne();
  // All together, so that they differ in their history alone. The one that is last in an index gets some pages of it for itself:
  // the server keeps the last page at hand, and who has it is faster, with a history or without.
  const [id = "", ...empty] = (await openWorkspaces(2 + EMPTY)).sort();
  const last = empty.pop() ?? "";
  let posted = 0;
  const debitIn = (workspaceId: string) => engine().post(debitOf(workspaceId, price));
  const debit = () => {
    posted += 1;
    return debitIn(id);
  };
  await postAtOnce(() => debitIn(last));
  const measureIn = (callers: number, send: typeof debit) =>
    measure(callers, SECONDS, { send, check: expectPosted });
  const all: Row[] = [];
  for (const size of SIZES) {
    while (posted < size) await postAtOnce(debit);
    // What was measured counts too, so it may be more than was asked for.
    const events = posted;
    const pairs = CALLERS.flatMap((callers): Measurement<Name, Measured>[] => [
      {
        name: { events, workspace: "empty" },
        measure: () => {
          const beside = empty.shift() ?? "";
          return measureIn(callers, () => debitIn(beside));
        },
      },
      { name: { events, workspace: "same" }, measure: () => measureIn(callers, debit) },
    ]);
    all.push(...(await inRounds(pairs)));
  }
  return all;
});

function shareOf(row: Row, whole: Row | undefined): string {
  return `${Math.round((100 * row.perSecond) / (whole ?? row).perSecond)} %`;
}

report(
  "history",
  rows.map((row) => {
    const beside = rows.filter(({ callers }) => callers === row.callers);
    const ofEmpty = beside.find(({ events, workspace }) => events === row.events && workspace === "empty");
    const ofStart = beside.find(({ workspace }) => workspace === row.workspace);
    return { ...row, ofEmpty: shareOf(row, ofEmpty), ofStart: shareOf(row, ofStart) };
  }),
);
