import { randomUUID } from "node:crypto";
import { openWorkspace } from "#lib/commands/open-workspace.ts";
import { planRun } from "#lib/commands/plan-run.ts";
import { startRun } from "#lib/commands/start-run.ts";
import type { RunForm } from "#lib/core/run-form.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { verifyLedger } from "#lib/ledger/verify.ts";
import { withDatabase } from "./with-database.ts";

const platform: Viewer = { kind: "platform", keyId: null };
const WORKSPACES = 8;
const AT_ONCE = 64;
/** Every so many runs is pressed twice at once. */
const DOUBLE_EVERY = 10;

const forms: readonly RunForm[] = [
  { kind: "import", records: "30", unchanged: "20", upTo: "on", job: "load-import" },
  { kind: "agent", attributes: "7", agent: "load-agent" },
  {
    kind: "ai_edit",
    products: "3",
    inputTokens: "811",
    cachedInputTokens: "401",
    outputTokens: "97",
    model: "mistral-small",
    agent: "load-writer",
  },
  { kind: "schedule", every: "quarter_hour", records: "2", unchanged: "1", job: "load-sync" },
];

export type LoadReport = {
  started: number;
  /** Answers that found their run started already. */
  replayed: number;
  /** Runs that the gate refused because their workspace had run out. */
  refused: number;
  differences: number;
};

/**
 * Plans and starts `runs` runs of every kind in new workspaces, many at once and some of them twice, until the starter
 * credits of most have run out, and then recomputes every stored sum of those workspaces from the transfers.
 */
export async function loadPlayground(runs: number): Promise<LoadReport> {
  const workspaces = await Promise.all(Array.from({ length: WORKSPACES }, openLoadWorkspace));
  const report: LoadReport = { started: 0, replayed: 0, refused: 0, differences: 0 };
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < runs; index = next++) {
      const workspaceId = workspaces[index % workspaces.length] ?? "";
      const form = forms[Math.floor(index / workspaces.length) % forms.length];
      if (form) await runOnce(workspaceId, form, index % DOUBLE_EVERY === 0 ? 2 : 1, report);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  for (const workspaceId of workspaces) {
    report.differences += (await inTransaction((sql) => verifyLedger(sql, workspaceId))).length;
  }
  return report;
}

async function openLoadWorkspace(): Promise<string> {
  const id = `load-${randomUUID()}`;
  const request = { id, name: "Load", timeZone: "Europe/Berlin", currency: "EUR" };
  const opened = await openWorkspace(platform, request, new Date());
  if (!opened.ok) throw new Error(`A workspace could not be opened: ${JSON.stringify(opened.error)}`);
  return id;
}

async function runOnce(
  workspaceId: string,
  form: RunForm,
  presses: number,
  report: LoadReport,
): Promise<void> {
  const plan = await planRun(platform, workspaceId, form, randomUUID(), new Date());
  if (!plan.ok) throw new Error(`A run could not be planned: ${JSON.stringify(plan.error)}`);
  const { runId } = plan.value;
  const answers = await Promise.all(
    Array.from({ length: presses }, () => startRun(platform, workspaceId, form, runId, new Date())),
  );
  const started = answers.filter((answer) => answer.ok && !answer.value.replayed).length;
  if (started > 1) throw new Error(`Run ${runId} was started ${started} times`);
  report.started += started;
  report.replayed += answers.filter((answer) => answer.ok && answer.value.replayed).length;
  if (started === 0) report.refused += 1;
}

/** `node scripts/playground-load.ts [runs]`: 5,000 unless told otherwise. Exit code 1 when a sum differs. */
async function main(): Promise<number> {
  const runs = Number(process.argv[2] ?? 5_000);
  const begun = performance.now();
  const report = await withDatabase(() => loadPlayground(runs));
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  process.stdout.write(
    `${runs} runs in ${seconds} s: ${report.started} started, ${report.replayed} repeats answered, ` +
      `${report.refused} refused, ${report.differences} differences\n`,
  );
  return report.differences === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main();
