import { type Credits, formatMicro, parseMicro } from "#lib/core/credits.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import { err, ok, type Result } from "#lib/core/result.ts";
import type { RunForm } from "#lib/core/run-form.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { prisma } from "#lib/db/client.ts";
import type { DebitAnswer, PostingRefusal } from "#lib/ledger/items.ts";
import { bodyHashOf } from "./body-hash.ts";
import { debit } from "./debit.ts";
import { type RunProblem, toRunProblem, toRunRequest } from "./run-request.ts";

/** A lot that a run took credits from. Instants are RFC 3339 in UTC. */
export type BurntLot = {
  id: string;
  creditType: string;
  source: string;
  expiresAt: string | null;
  credits: string;
};

/** The debit of a run, and the lots it took from in the order they burnt. `replayed`: it had been started before. */
export type StartedRun = { replayed: boolean; debit: DebitAnswer; lots: BurntLot[] };

/**
 * Starts a planned run: debits what `form` describes by the command that the API uses. Keyed by `runId`, so that a second
 * press debits nothing and answers the same. Throws as `debit` does.
 */
export async function startRun(
  viewer: Viewer,
  workspaceId: string,
  form: RunForm,
  runId: string,
  now: Date,
): Promise<Result<StartedRun, RunProblem | PostingRefusal>> {
  const read = toRunRequest(form, runId);
  if (!read.ok) return read;
  const { request } = read.value;
  const key = { key: `playground:${runId}`, bodyHash: bodyHashOf(form) };
  const { replayed, result } = await debit(viewer, workspaceId, request, key, now);
  if (result.ok) {
    return ok({ replayed, debit: result.value, lots: await readBurntLots(workspaceId, result.value) });
  }
  const problem = result.error;
  switch (problem.code) {
    case "not_found":
      throw new NotFoundError("This workspace");
    case "invalid_request":
    case "unknown_feature":
    case "unknown_model":
    case "too_old":
      return err(toRunProblem(problem));
    default:
      return err(problem);
  }
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
