// What a debit costs when the same workspace has a long history: empty, a million and ten million usage events, each posted. A new
// workspace is measured right before, since a machine that others use is not as fast now as it was ten million events ago.
import { engine } from "#lib/ledger/engine.ts";
import { type Measured, measure } from "./callers.ts";
import { debitOf, expectPosted, onFreshDatabase, openWorkspaces, priceOfOne } from "./ledger.ts";
import { report } from "./report.ts";
import { inRounds, type Measurement } from "./rounds.ts";

const SECONDS = 2;
const AT_ONCE = 4_000;
const CALLERS = [1, 256, 1_000];
const SIZES = (process.env.BENCH_HISTORY ?? "0,1000000,10000000").split(",").map(Number);

type Name = { events: number; workspace: "new" | "same" };
type Row = Name & Measured & { middlePerSecond: number };

const rows = await onFreshDatabase(async () => {
  const price = await priceOfOne();
  // Ten, so that neither it nor those that come later are last in an index, where entries are cheapest: bench-10 is before bench-2.
  const [id = ""] = await openWorkspaces(10);
  let posted = 0;
  const debitIn = (workspaceId: string) => engine().post(debitOf(workspaceId, price));
  const debit = () => {
    posted += 1;
    return debitIn(id);
  };
  const measureIn = (callers: number, send: typeof debit) =>
    measure(callers, SECONDS, { send, check: expectPosted });
  const all: Row[] = [];
  for (const events of SIZES) {
    while (posted < events) {
      for (const outcome of await Promise.all(Array.from({ length: AT_ONCE }, debit))) expectPosted(outcome);
    }
    const pairs = CALLERS.flatMap((callers): Measurement<Name, Measured>[] => [
      {
        name: { events, workspace: "new" },
        measure: async () => {
          const [newcomer = ""] = await openWorkspaces(1);
          return measureIn(callers, () => debitIn(newcomer));
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
    const ofNew = beside.find(({ events, workspace }) => events === row.events && workspace === "new");
    const ofEmpty = beside.find(({ workspace }) => workspace === row.workspace);
    return { ...row, ofNew: shareOf(row, ofNew), ofEmpty: shareOf(row, ofEmpty) };
  }),
);
