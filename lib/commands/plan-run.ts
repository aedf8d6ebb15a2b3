import { formatMicro, parseMicro } from "#lib/core/credits.ts";
import { type PerType, requiredOf } from "#lib/core/gate.ts";
import { invariant } from "#lib/core/invariant.ts";
import { localDay, nextMonth } from "#lib/core/months.ts";
import { suggestPack } from "#lib/core/packs.ts";
import { type PricedLine, repriceLine } from "#lib/core/rates.ts";
import { err, ok, type Result } from "#lib/core/result.ts";
import type { RunForm } from "#lib/core/run-form.ts";
import type {
  Amounts,
  MissingCredits,
  PlannedLine,
  RunPlan,
  RunProblem,
  SchedulePlan,
} from "#lib/core/run-plan.ts";
import { type Run, remainingAfter } from "#lib/core/runs.ts";
import { costOfRuns, type Frequency, runsCovered, runsInMonth, TIMES_DAILY } from "#lib/core/schedules.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import type { Workspace } from "#lib/db/generated/client.ts";
import { packsFor } from "#lib/db/packs.ts";
import { type CheckAnswer, checkSpend, requireMeteredWorkspace } from "./check-spend.ts";
import { toRunProblem, toRunRequest } from "./run-request.ts";
import { priceRequest } from "./spend.ts";

/**
 * Estimates the run that `form` describes, without effect. `runId` names it for the start. Throws NotFoundError for a
 * workspace the viewer may not see, ForbiddenError for a viewer who may not meter.
 */
export async function planRun(
  viewer: Viewer,
  workspaceId: string,
  form: RunForm,
  runId: string,
  now: Date,
): Promise<Result<RunPlan, RunProblem>> {
  const workspace = await requireMeteredWorkspace(viewer, workspaceId);
  const read = toRunRequest(form, runId);
  if (!read.ok) return read;
  const { run, request } = read.value;
  const priced = await priceRequest(request, now);
  if (!priced.ok) return err(toRunProblem(priced.error));
  const check = await checkSpend(viewer, workspaceId, request, now);
  if (!check.ok) return err(toRunProblem(check.error));
  const { lines } = priced.value;
  const spends = check.value.allowed ? spendsOf(lines, check.value) : {};
  const { allowed, reason, required, available, shortfall, coveredQuantity } = check.value;
  return ok({
    runId,
    form,
    allowed,
    reason,
    lines: lines.map(toPlannedLine),
    required,
    available,
    spends: toAmounts(spends),
    remaining: toAmounts(remainingAfter(toPerType(available), spends)),
    coveredQuantity,
    missing: await missingOf(workspace, toPerType(shortfall)),
    schedule: run.every && (await planSchedule(workspace, run, run.every, check.value, now)),
  });
}

/** What a passing request spends: all of it, or its lines at the quantity that is covered. */
function spendsOf(lines: readonly PricedLine[], { coveredQuantity }: CheckAnswer): PerType {
  const covered = coveredQuantity === null ? null : parseMicro(coveredQuantity);
  return requiredOf(covered === null ? lines : lines.map((line) => repriceLine(line, covered)));
}

async function planSchedule(
  workspace: Workspace,
  run: Run,
  every: Frequency,
  check: CheckAnswer,
  now: Date,
): Promise<SchedulePlan> {
  invariant(run.mode === "all", "a run of a schedule is all or nothing");
  const month = nextMonth(localDay(now, workspace.timeZone).slice(0, 7));
  const [perRun, available] = [toPerType(check.required), toPerType(check.available)];
  const runs = runsInMonth(every, month, workspace.timeZone);
  const dailyRuns = runsInMonth("daily", month, workspace.timeZone);
  const cost = costOfRuns(perRun, runs);
  return {
    every,
    month,
    runs,
    cost: toAmounts(cost),
    timesDaily: TIMES_DAILY[every],
    dailyRuns,
    dailyCost: toAmounts(costOfRuns(perRun, dailyRuns)),
    runsCovered: runsCovered(perRun, available)?.toString() ?? null,
    missing: await missingOf(workspace, remainingAfter(cost, available)),
  };
}

async function missingOf({ currency }: Workspace, shortfall: PerType): Promise<MissingCredits[]> {
  const missing = Object.entries(shortfall).filter(([, amount]) => amount > 0n);
  if (missing.length === 0) return [];
  const packs = await packsFor(currency);
  return missing.map(([creditType, amount]) => {
    const pack = suggestPack(packs, creditType, amount);
    return {
      creditType,
      shortfall: formatMicro(amount),
      pack: pack && {
        id: pack.id,
        name: pack.name,
        credits: formatMicro(pack.credits),
        price: { amountMinor: String(pack.priceMinor), currency: pack.currency },
      },
    };
  });
}

function toPlannedLine({ line, rate, credits }: PricedLine): PlannedLine {
  return {
    feature: line.feature,
    unit: rate.unit,
    creditType: rate.creditType,
    model: line.model,
    quantity: line.quantity === null ? null : formatMicro(line.quantity),
    unchanged: formatMicro(line.unchanged),
    tokens: line.tokens && {
      input: formatMicro(line.tokens.input),
      cachedInput: formatMicro(line.tokens.cachedInput),
      output: formatMicro(line.tokens.output),
    },
    credits: formatMicro(credits),
  };
}

function toAmounts(perType: PerType): Amounts {
  return Object.fromEntries(Object.entries(perType).map(([type, amount]) => [type, formatMicro(amount)]));
}

function toPerType(amounts: Amounts): PerType {
  return Object.fromEntries(Object.entries(amounts).map(([type, text]) => [type, parseMicro(text) ?? 0n]));
}
