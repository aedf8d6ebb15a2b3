import { ForbiddenError } from "#lib/core/errors.ts";
import type { InvalidRequest } from "#lib/core/invalid-request.ts";
import { canAdminister } from "#lib/core/permissions.ts";
import { err, ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { pool } from "#lib/db/pool.ts";
import { pgSql } from "#lib/db/sql.ts";
import { type OpenedWorkspace, openWorkspaceWith, type WorkspaceRequest } from "./open-workspace.ts";
import type { CommandOutcome, Idempotency } from "./outcome.ts";
import { findKept, keepAnswer } from "./recall.ts";

/** The workspace as it was when it was opened under the key. Instants are RFC 3339 in UTC. */
export type OpenedAnswer = {
  created: boolean;
  workspace: {
    id: string;
    name: string;
    timeZone: string;
    currency: string;
    plan: string | null;
    seats: number;
    createdAt: string;
  };
};

type Opened = CommandOutcome<OpenedAnswer, InvalidRequest | { code: "idempotency_mismatch" }>;

/** Thrown to undo the transaction of the one who came second under a key. */
class KeyTaken extends Error {}

/**
 * `openWorkspace` at most once a key: the answer is kept in the transaction of the effect, and the same key and body answer
 * the same again. Of many at once, the first to commit is the effect; the others undo theirs and repeat its answer.
 * Platform only: throws ForbiddenError, before anything that is kept under the key is looked at.
 */
export async function openWorkspaceOnce(
  viewer: Viewer,
  request: WorkspaceRequest,
  idempotency: Idempotency,
  now: Date,
): Promise<Opened> {
  if (!canAdminister(viewer)) throw new ForbiddenError("Only the platform opens workspaces.");
  for (;;) {
    const kept = await findKept<{ value: OpenedAnswer }>(pgSql(pool()), request.id, idempotency.key);
    if (kept && kept.bodyHash !== idempotency.bodyHash) {
      return { replayed: false, result: err({ code: "idempotency_mismatch" }) };
    }
    if (kept) return { replayed: true, result: ok(kept.answer.value) };
    try {
      return { replayed: false, result: await openAndKeep(viewer, request, idempotency, now) };
    } catch (error) {
      if (!(error instanceof KeyTaken)) throw error;
    }
  }
}

async function openAndKeep(
  viewer: Viewer,
  request: WorkspaceRequest,
  idempotency: Idempotency,
  now: Date,
): Promise<Result<OpenedAnswer, InvalidRequest>> {
  const opened = await openWorkspaceWith(viewer, request, now, {
    after: async (sql, result) => {
      const isFirst = await keepAnswer(sql, request.id, idempotency, ok(toAnswer(result)), now);
      if (!isFirst) throw new KeyTaken();
    },
  });
  return opened.ok ? ok(toAnswer(opened.value)) : opened;
}

function toAnswer({ created, workspace }: OpenedWorkspace): OpenedAnswer {
  const { id, name, timeZone, currency, plan, seats, createdAt } = workspace;
  const opened = { id, name, timeZone, currency, plan, seats, createdAt: createdAt.toISOString() };
  return { created, workspace: opened };
}
