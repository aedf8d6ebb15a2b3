import { ForbiddenError } from "#lib/core/errors.ts";
import { DEFAULT_PRIORITY } from "#lib/core/grants.ts";
import type { InvalidRequest } from "#lib/core/invalid-request.ts";
import { invariant } from "#lib/core/invariant.ts";
import { isTimeZone } from "#lib/core/months.ts";
import { canAdminister } from "#lib/core/permissions.ts";
import { err, ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import type { Workspace } from "#lib/db/generated/client.ts";
import { newId } from "#lib/db/new-id.ts";
import { pool } from "#lib/db/pool.ts";
import { pgSql, type Sql } from "#lib/db/sql.ts";
import { engine } from "#lib/ledger/engine.ts";
import type { GrantItem, PostingItem, PostingOutcome } from "#lib/ledger/items.ts";
import { actorOf } from "./outcome.ts";

/** `plan`, `seats` and `owners` left out stay as they are. Owners are e-mail addresses; they are added, never removed. */
export type WorkspaceRequest = {
  id: string;
  name: string;
  timeZone: string;
  currency: string;
  plan?: string | undefined;
  seats?: number | undefined;
  owners?: readonly string[] | undefined;
};

export type OpenedWorkspace = { created: boolean; workspace: Workspace };

/**
 * Creates a workspace with its owners and starter grants, or updates it, in one transaction. The starter grants are keyed by
 * workspace and type, so they come once however often this is called. Platform only: throws ForbiddenError.
 */
export async function openWorkspace(
  viewer: Viewer,
  request: WorkspaceRequest,
  now: Date,
): Promise<Result<OpenedWorkspace, InvalidRequest>> {
  return openWorkspaceWith(viewer, request, now, {});
}

/** What stands or falls with an opening. */
export type OpenedWith = {
  /** Posted after the starter grants. */
  items?: readonly PostingItem[];
  before?: (sql: Sql) => Promise<void>;
  /** Last, with the outcomes of `items`. */
  after?: (sql: Sql, opened: OpenedWorkspace, outcomes: readonly PostingOutcome[]) => Promise<void>;
};

/** `openWorkspace` with other postings and statements in its transaction. */
export async function openWorkspaceWith(
  viewer: Viewer,
  request: WorkspaceRequest,
  now: Date,
  { items = [], before, after }: OpenedWith,
): Promise<Result<OpenedWorkspace, InvalidRequest>> {
  if (!canAdminister(viewer)) throw new ForbiddenError("Only the platform opens workspaces.");
  const errors = problemsOf(request);
  if (errors.length > 0) return err({ code: "invalid_request", errors });
  let opened: OpenedWorkspace | undefined;
  const starters = await starterGrants(request.id, actorOf(viewer), now);
  await engine().postTogether([...starters, ...items], {
    before: async (sql) => {
      opened = await upsertWorkspace(sql, request, now);
      // In one order, so that two workspaces with the same owners do not wait for each other in a circle.
      for (const email of addressesOf(request)) await addOwner(sql, request.id, email, now);
      await before?.(sql);
    },
    after: async (sql, outcomes) => {
      if (opened) await after?.(sql, opened, outcomes.slice(starters.length));
    },
  });
  invariant(opened, "a workspace that was opened is there");
  return ok(opened);
}

function problemsOf({ timeZone, currency }: WorkspaceRequest): InvalidRequest["errors"] {
  const errors: InvalidRequest["errors"] = [];
  if (!isTimeZone(timeZone)) {
    errors.push({ path: "timeZone", message: "Must be an IANA time zone such as Europe/Berlin" });
  }
  if (!Intl.supportedValuesOf("currency").includes(currency)) {
    errors.push({ path: "currency", message: "Must be an ISO 4217 code such as EUR" });
  }
  return errors;
}

async function upsertWorkspace(sql: Sql, request: WorkspaceRequest, now: Date): Promise<OpenedWorkspace> {
  const { id, name, timeZone, currency, plan, seats } = request;
  const [row] = await sql<Workspace & { created: boolean }>(
    `INSERT INTO workspace (id, name, time_zone, currency, plan, seats, created_at)
     VALUES ($1, $2, $3, $4, $5, coalesce($6::integer, 1), $7::timestamptz)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, time_zone = excluded.time_zone, currency = excluded.currency,
       plan = coalesce($5, workspace.plan), seats = coalesce($6::integer, workspace.seats)
     RETURNING (xmax = 0) AS created, id, name, time_zone AS "timeZone", currency, plan, seats,
       stripe_customer_id AS "stripeCustomerId", paused_at AS "pausedAt", paused_by AS "pausedBy",
       paused_reason AS "pausedReason", created_at AS "createdAt"`,
    [id, name, timeZone, currency, plan ?? null, seats ?? null, now],
  );
  if (!row) throw new Error("An upsert returns its row");
  await sql(
    `INSERT INTO ledger_head (workspace_id, seq, posted_at) VALUES ($1, 0, $2::timestamptz)
     ON CONFLICT (workspace_id) DO NOTHING`,
    [id, now],
  );
  const { created, ...workspace } = row;
  return { created, workspace };
}

function addressesOf({ owners = [] }: WorkspaceRequest): string[] {
  return [...new Set(owners.map((email) => email.toLowerCase()))].sort();
}

async function addOwner(sql: Sql, workspaceId: string, email: string, now: Date): Promise<void> {
  const [user] = await sql<{ id: string }>(
    `INSERT INTO "user" (id, email, created_at) VALUES ($1, $2, $3::timestamptz)
     ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING id`,
    [newId(), email, now],
  );
  await sql(
    `INSERT INTO member (workspace_id, user_id, role, created_at) VALUES ($1, $2, 'owner', $3::timestamptz)
     ON CONFLICT (workspace_id, user_id) DO UPDATE SET role = 'owner'`,
    [workspaceId, user?.id, now],
  );
}

async function starterGrants(workspaceId: string, actor: string, now: Date): Promise<GrantItem[]> {
  const types = await pgSql(pool())<{ id: string; starter_credits: bigint }>(
    "SELECT id, starter_credits FROM credit_type WHERE starter_credits > 0 ORDER BY position, id",
  );
  return types.map((type) => ({
    kind: "grant",
    workspaceId,
    key: `starter:${type.id}`,
    bodyHash: STARTER_HASH,
    actor,
    now,
    grant: {
      id: newId(),
      creditType: type.id,
      source: "starter",
      amount: type.starter_credits,
      priority: DEFAULT_PRIORITY,
      effectiveAt: now,
      expiresAt: null,
      paid: null,
      purchaseId: null,
      reason: "Starter credits",
    },
  }));
}

/** What is asked for under a starter key is always the same: the starter grant of that type, whatever its size was then. */
const STARTER_HASH = "0".repeat(64);
