// What a debit costs when the same workspace has a long history: empty, a million and ten million usage events, each posted.
import { engine } from "#lib/ledger/engine.ts";
import { type Measured, measure } from "./callers.ts";
import { debitOf, onFreshDatabase, openWorkspaces, priceOfOne } from "./ledger.ts";
import { report } from "./report.ts";

const SECONDS = 6;
const AT_ONCE = 4_000;
const SIZES = (process.env.BENCH_HISTORY ?? "0,1000000,10000000").split(",").map(Number);

type Row = { events: number } & Measured & { ofEmpty: string };

const rows = await onFreshDatabase(async () => {
  const price = await priceOfOne();
  const [id = ""] = await openWorkspaces(1);
  const measured: Row[] = [];
  let posted = 0;
  const debit = async () => {
    posted += 1;
    await engine().post(debitOf(id, price));
  };
  for (const size of SIZES) {
    while (posted < size) await Promise.all(Array.from({ length: AT_ONCE }, debit));
    for (const callers of [1, 256, 1_000]) {
      const row = await measure(callers, SECONDS, debit);
      const empty = measured.find((other) => other.callers === callers);
      const share = Math.round((100 * row.perSecond) / (empty?.perSecond ?? row.perSecond));
      measured.push({ events: size, ...row, ofEmpty: `${share} %` });
    }
  }
  return measured;
});
report("history", rows);
