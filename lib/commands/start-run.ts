import { type Credits, formatMicro, parseMicro } from "#lib/core/credits.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import { err, ok, type Result } from "#lib/core/result.ts";
import type { RunForm } from "#lib/core/run-form.ts";
import type { Amounts, BurntLot, StartedRun, StartProblem } from "#lib/core/run-plan.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { prisma } from "#lib/db/client.ts";
import { newId } from "#lib/db/new-id.ts";
import type { DebitAnswer } from "#lib/ledger/items.ts";
import { bodyHashOf } from "./body-hash.ts";
import { debit } from "./debit.ts";
import { planRun } from "./plan-run.ts";
import { toRunProblem, toRunRequest } from "./run-request.ts";

/**
 * Starts a planned run: debits what `form` describes by the command that the API uses. Keyed by `runId`, so that a second
 * press debits nothing and answers the same. What the gate refuses comes back as a new plan. Throws as `debit` does.
 */
export async function startRun(
  viewer: Viewer,
  workspaceId: string,
  form: RunForm,
  runId: string,
  now: Date,
): Promise<Result<StartedRun, StartProblem>> {
  const read = toRunRequest(form, runId);
  if (!read.ok) return read;
  const key = { key: `playground:${runId}`, bodyHash: bodyHashOf(form) };
  const { replayed, result } = await debit(viewer, workspaceId, read.value.request, key, now);
  if (result.ok) return ok(await toStartedRun(workspaceId, result.value, replayed));
  switch (result.error.code) {
    case "not_found":
    case "grant_ended":
      throw new NotFoundError("This workspace");
    case "invalid_request":
    case "unknown_feature":
    case "unknown_model":
    case "too_old":
      return err(toRunProblem(result.error));
    case "idempotency_mismatch":
      return err({ code: "idempotency_mismatch" });
    default: {
      // Its key is spent on the refusal, so what is planned now goes by a new one.
      const plan = await planRun(viewer, workspaceId, form, newId(), now);
      return plan.ok ? err({ code: "refused", plan: plan.value }) : plan;
    }
  }
}

async function toStartedRun(
  workspaceId: string,
  answer: DebitAnswer,
  replayed: boolean,
): Promise<StartedRun> {
  const { id, spent, balance, coveredQuantity } = answer;
  const after: Amounts = {};
  const before: Amounts = {};
  for (const [type, { available }] of Object.entries(balance)) {
    after[type] = available;
    before[type] = formatMicro((parseMicro(available) ?? 0n) + (parseMicro(spent[type] ?? "0") ?? 0n));
  }
  const lots = await readBurntLots(workspaceId, answer);
  return { replayed, debitId: id, spent, before, after, coveredQuantity, lots };
}

async function readBurntLots(workspaceId: string, { lines }: DebitAnswer): Promise<BurntLot[]> {
  const taken = new Map<string, Credits>();
  for (const { id, credits } of lines.flatMap((line) => line.grants)) {
    taken.set(id, (taken.get(id) ?? 0n) + (parseMicro(credits) ?? 0n));
  }
  const rows = await prisma().grant.findMany({
    where: { workspaceId, id: { in: [...taken.keys()] } },
    select: { id: true, creditType: true, source: true, expiresAt: true },
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...taken].flatMap(([id, credits]) => {
    const row = byId.get(id);
    return row
      ? [{ ...row, expiresAt: row.expiresAt?.toISOString() ?? null, credits: formatMicro(credits) }]
      : [];
  });
}
