// For tests of the engine itself: workspaces without credits, and items with all that they need. A record costs one
// automation credit, an image four of ai.
import { expect } from "vitest";
import { credits } from "#lib/core/credits.ts";
import type { PricedLine } from "#lib/core/rates.ts";
import { priced, sampleLine } from "#lib/core/sample.ts";
import { newId } from "#lib/db/new-id.ts";
import { pool } from "#lib/db/pool.ts";
import { inTransaction } from "#lib/db/sql.ts";
import type {
  CaptureItem,
  DebitItem,
  ExtendItem,
  GrantItem,
  HoldItem,
  PostingAnswer,
  PostingOutcome,
  PostingRefusal,
  ReleaseItem,
  VoidItem,
} from "./items.ts";
import { verifyLedger } from "./verify.ts";

export const NOW = new Date("2026-11-21T12:00:00.000Z");
export const SECOND = 1_000;
export const HOUR = 3_600_000;

export function later(ms: number, from = NOW): Date {
  return new Date(from.getTime() + ms);
}

let count = 0;

/** A new workspace without credits, in Berlin unless said otherwise. */
export async function bareWorkspace({ timeZone = "Europe/Berlin", plan = "none" } = {}): Promise<string> {
  count += 1;
  const id = `bare-${count}`;
  await pool().query(
    `INSERT INTO workspace (id, name, time_zone, currency, plan, created_at) VALUES ($1, $1, $2, 'EUR', $3, $4)`,
    [id, timeZone, plan, NOW],
  );
  await pool().query("INSERT INTO ledger_head (workspace_id, seq, posted_at) VALUES ($1, 0, $2)", [id, NOW]);
  return id;
}

/** A budget of whole credits a month, made by SQL. Returns its id. */
export async function limit(
  workspaceId: string,
  whole: number,
  onReach: "alert" | "stop" = "stop",
  { scope = "workspace", subject = "", creditType = "automation" } = {},
): Promise<string> {
  const id = newId();
  await pool().query(
    `INSERT INTO budget (workspace_id, id, name, scope, subject, credit_type, limit_credits, on_reach, created_at, created_by)
     VALUES ($1, $2, 'Limit', $3, $4, $5, $6, $7, $8, 'test')`,
    [workspaceId, id, scope, subject, creditType, credits(whole), onReach, NOW],
  );
  return id;
}

type Base = Pick<DebitItem, "workspaceId" | "key" | "bodyHash" | "actor" | "now">;

function base(workspaceId: string): Base {
  count += 1;
  const bodyHash = count.toString(16).padStart(64, "0");
  return { workspaceId, key: `item-${count}`, bodyHash, actor: "key:test", now: NOW };
}

const spender = {
  agent: null,
  job: null,
  run: null,
  source: "api",
  apiKey: null,
  rateVersion: 1,
  metadata: null,
} as const;

export const records = (quantity: number): PricedLine => priced(sampleLine("automation.record", quantity));
export const images = (quantity: number): PricedLine => priced(sampleLine("ai.image", quantity));

type Lines = number | readonly PricedLine[];
const linesOf = (lines: Lines) => (typeof lines === "number" ? [records(lines)] : lines);
const idsFor = (lines: readonly unknown[]) => lines.map(() => newId());

type GrantChanges = Partial<Omit<GrantItem, "grant">> & { grant?: Partial<GrantItem["grant"]> };

/** Whole automation credits unless said otherwise. */
export function grantOf(
  workspaceId: string,
  whole: number,
  { grant, ...over }: GrantChanges = {},
): GrantItem {
  const terms = { creditType: "automation", source: "promo", amount: credits(whole), priority: 50 } as const;
  const rest = { effectiveAt: NOW, expiresAt: null, paid: null, purchaseId: null, reason: "test" };
  return {
    kind: "grant",
    ...base(workspaceId),
    ...over,
    grant: { id: newId(), ...terms, ...rest, ...grant },
  };
}

export function debitOf(workspaceId: string, lines: Lines, over: Partial<DebitItem> = {}): DebitItem {
  const request = { lines: linesOf(lines), mode: "all" } as const;
  const ids = { debitId: newId(), eventIds: idsFor(request.lines) };
  const item = {
    kind: "debit",
    ...base(workspaceId),
    ...spender,
    ...ids,
    request,
    outcome: null,
    ...over,
  } as const;
  return { occurredAt: item.now, ...item };
}

/** For an hour unless said otherwise. */
export function holdOf(workspaceId: string, lines: Lines, over: Partial<HoldItem> = {}): HoldItem {
  const request = { lines: linesOf(lines), mode: "all" } as const;
  const item = { kind: "hold", ...base(workspaceId), ...spender, holdId: newId(), request, ...over } as const;
  return { expiresAt: later(HOUR, item.now), ...item };
}

/** All that is left of the hold when `lines` is null. */
export function captureOf(hold: HoldItem, lines: Lines | null, over: Partial<CaptureItem> = {}): CaptureItem {
  const own = lines === null ? null : linesOf(lines);
  const ids = { debitId: newId(), eventIds: idsFor(own ?? hold.request.lines) };
  const how = { lines: own, partial: false, allowOver: false };
  return { kind: "capture", ...base(hold.workspaceId), holdId: hold.holdId, ...ids, ...how, ...over };
}

export function releaseOf({ workspaceId, holdId }: HoldItem, over: Partial<ReleaseItem> = {}): ReleaseItem {
  return { kind: "release", ...base(workspaceId), holdId, ...over };
}

export function extendOf({ workspaceId, holdId }: HoldItem, expiresAt: Date, now = NOW): ExtendItem {
  return { kind: "extend", ...base(workspaceId), holdId, expiresAt, now };
}

export function voidOf({ workspaceId, grant }: GrantItem, over: Partial<VoidItem> = {}): VoidItem {
  return { kind: "void", ...base(workspaceId), grantId: grant.id, ...over };
}

export function expireOf(workspaceId: string, now: Date) {
  return { kind: "expire", workspaceId, actor: "system:expiry", now } as const;
}

/** What was answered; throws for a refusal. */
export function answerTo<Kind extends PostingAnswer["kind"]>(
  { result }: PostingOutcome,
  kind: Kind,
): Extract<PostingAnswer, { kind: Kind }> {
  if (result.ok && isOf(result.value, kind)) return result.value;
  throw new Error(`Expected the answer of a ${kind}: ${JSON.stringify(result)}`);
}

function isOf<Kind extends PostingAnswer["kind"]>(
  answer: PostingAnswer,
  kind: Kind,
): answer is Extract<PostingAnswer, { kind: Kind }> {
  return answer.kind === kind;
}

/** Why it was refused; throws for an answer. */
export function refusalOf({ result }: PostingOutcome): PostingRefusal {
  if (!result.ok) return result.error;
  throw new Error(`Expected a refusal: ${JSON.stringify(result.value)}`);
}

/** "ok" or the code of the refusal. */
export const codeOf = ({ result }: PostingOutcome) => (result.ok ? "ok" : result.error.code);

/** Whole automation credits as the tables have them: what is left, and what is held. */
export async function walletOf(workspaceId: string, creditType = "automation"): Promise<[number, number]> {
  const { rows } = await pool().query<{ remaining: bigint; held: bigint }>(
    "SELECT remaining, held FROM wallet WHERE workspace_id = $1 AND credit_type = $2",
    [workspaceId, creditType],
  );
  const [{ remaining, held } = { remaining: 0n, held: 0n }] = rows;
  return [Number(remaining) / 1_000_000, Number(held) / 1_000_000];
}

/** The transfers from the `after`th on: kind and whole credits. */
export async function transfersOf(workspaceId: string, after = 0): Promise<[string, number][]> {
  const { rows } = await pool().query<{ kind: string; amount: bigint }>(
    "SELECT kind, amount FROM transfer WHERE workspace_id = $1 AND seq > $2 ORDER BY seq",
    [workspaceId, after],
  );
  return rows.map(({ kind, amount }) => [kind, Number(amount) / 1_000_000]);
}

export async function expectRightBooks(): Promise<void> {
  expect(await inTransaction((sql) => verifyLedger(sql, null))).toEqual([]);
}
