// What a debit costs when the same workspace has a long history: empty, a million and ten million usage events, each posted. A new
// workspace is measured right before, since a machine that others use is not as fast now as it was ten million events ago.
import { engine } from "#lib/ledger/engine.ts";
import type { PostingOutcome } from "#lib/ledger/items.ts";
import { type Measured, measure } from "./callers.ts";
import { debitOf, expectPosted, onFreshDatabase, openWorkspaces, priceOfOne } from "./ledger.ts";
import { report } from "./report.ts";

const SECONDS = 6;
const AT_ONCE = 4_000;
const SIZES = (process.env.BENCH_HISTORY ?? "0,1000000,10000000").split(",").map(Number);

type Row = { events: number } & Measured & { newPerSecond: number; ofNew: string; ofEmpty: string };

const rows = await onFreshDatabase(async () => {
  const price = await priceOfOne();
  const [id = ""] = await openWorkspaces(1);
  const measured: Row[] = [];
  let posted = 0;
  const debitIn = (workspaceId: string) => engine().post(debitOf(workspaceId, price));
  const debit = () => {
    posted += 1;
    return debitIn(id);
  };
  const measureDebits = (callers: number, send: () => Promise<PostingOutcome>) =>
    measure(callers, SECONDS, { send, check: expectPosted });
  for (const size of SIZES) {
    while (posted < size) {
      for (const outcome of await Promise.all(Array.from({ length: AT_ONCE }, debit))) expectPosted(outcome);
    }
    for (const callers of [1, 256, 1_000]) {
      const [newcomer = ""] = await openWorkspaces(1);
      const beside = await measureDebits(callers, () => debitIn(newcomer));
      const row = await measureDebits(callers, debit);
      const empty = measured.find((other) => other.callers === callers);
      const shareOf = (whole: number) => `${Math.round((100 * row.perSecond) / whole)} %`;
      const ofEmpty = shareOf(empty?.perSecond ?? row.perSecond);
      const newPerSecond = beside.perSecond;
      measured.push({ events: size, ...row, newPerSecond, ofNew: shareOf(newPerSecond), ofEmpty });
    }
  }
  return measured;
});
report("history", rows);
