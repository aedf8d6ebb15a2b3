// What a debit costs when the same workspace has a long history: empty, a million and ten million usage events, each posted. A new
// workspace is measured right before, since a machine that others use is not as fast now as it was ten million events ago.
import { invariant } from "#lib/core/invariant.ts";
import { engine } from "#lib/ledger/engine.ts";
import { type Measured, measure } from "./callers.ts";
import { debitOf, onFreshDatabase, openWorkspaces, priceOfOne } from "./ledger.ts";
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
  const debitIn = (workspaceId: string) => async () => {
    const { result } = await engine().post(debitOf(workspaceId, price));
    invariant(result.ok, "the bench has credits");
  };
  const debit = async () => {
    posted += 1;
    await debitIn(id)();
  };
  for (const size of SIZES) {
    while (posted < size) await Promise.all(Array.from({ length: AT_ONCE }, debit));
    for (const callers of [1, 256, 1_000]) {
      const [newcomer = ""] = await openWorkspaces(1);
      const beside = await measure(callers, SECONDS, debitIn(newcomer));
      const row = await measure(callers, SECONDS, debit);
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
