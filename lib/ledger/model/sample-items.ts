import type { GrantItem, HoldItem, PostingItem } from "../items.ts";
import type { Clock } from "./clock.ts";
import { keptOf, MOST_OF_A_TYPE, type Model } from "./model.ts";
import { hashOf, uuidOf } from "./names.ts";
import type { Random } from "./random.ts";
import { sampleLine, unitLine } from "./sample-lines.ts";

export const POSTINGS = ["grant", "debit", "hold", "capture", "release", "extend", "void", "expire"] as const;
export type PostingKind = (typeof POSTINGS)[number];

/** What a next step is made from. The model says what there is by now, so that most steps have something to work on. */
export type Known = {
  random: Random;
  clock: Clock;
  model: Model;
  /** Number of the step. */
  count: number;
};

export const AGENTS = ["writer", "translator"];
export const JOBS = ["feed", "sync"];
export const ACTORS = ["user:ada", "user:bob"];
export const API_KEYS = [uuidOf("key 1"), uuidOf("key 2")];

export function itemOf(known: Known, kind: PostingKind, workspaceId: string): PostingItem {
  const { random, clock, count } = known;
  const base = {
    workspaceId,
    key: `k${count}`,
    bodyHash: hashOf(`body ${count}`),
    actor: random.pick(ACTORS),
    now: clock.now(),
  };
  const isOfHold = kind === "capture" || kind === "release" || kind === "extend";
  const needsHold = isOfHold && !hasOpenHold(known, workspaceId) && random.chance(0.8);
  if (kind === "grant") return { ...base, kind, grant: sampleGrant(known, workspaceId) };
  if (kind === "debit") return { ...base, ...sampleDebit(known, base.now) };
  if (kind === "hold" || needsHold) return { ...base, ...sampleHold(known) };
  if (kind === "capture") return { ...base, ...sampleCapture(known, workspaceId) };
  if (kind === "release") return { ...base, kind, holdId: someHold(known, workspaceId) };
  if (kind === "extend") return { ...base, ...sampleExtension(known, workspaceId) };
  if (kind === "void") return { ...base, kind, grantId: someGrant(known, workspaceId) };
  return { kind, workspaceId, actor: base.actor, now: base.now };
}

function sampleGrant(known: Known, workspaceId: string): GrantItem["grant"] {
  const { random, clock, count } = known;
  const effectiveAt = random.chance(0.15) ? clock.later() : clock.now();
  const lasting = new Date(clock.later().getTime() + effectiveAt.getTime() - clock.now().getTime());
  const creditType = random.pick(["ai", "automation"]);
  const terms = {
    id: uuidOf(`grant ${count}`),
    creditType,
    source: random.pick(["plan", "rollover", "promo", "pack", "top_up", "adjustment"] as const),
    amount: sampleAmount(random),
    priority: random.chance(0.7) ? 50 : random.whole(0, 100),
    effectiveAt,
    expiresAt: random.chance(0.3) ? null : lasting,
    paid: random.chance(0.4) ? { amountMinor: BigInt(random.whole(1, 5_000)), currency: "EUR" } : null,
    purchaseId: null,
    reason: "model",
  };
  const isHuge = random.chance(0.01);
  const grant = isHuge ? { ...terms, ...fillingGrant(known, workspaceId, creditType) } : terms;
  clock.mark(grant.effectiveAt);
  clock.mark(grant.expiresAt);
  return grant;
}

function sampleAmount(random: Random): bigint {
  const credits = BigInt(random.whole(1, random.chance(0.2) ? 60 : 12));
  return credits * 1_000_000n + (random.chance(0.2) ? BigInt(random.whole(1, 999_999)) : 0n);
}

/** All that a workspace may have beside what it has, or a micro-credit more. It is soon gone. */
function fillingGrant({ random, clock, model }: Known, workspaceId: string, creditType: string) {
  const workspace = model.workspaces.get(workspaceId);
  const kept = workspace ? keptOf(workspace, creditType) : 0n;
  const effectiveAt = clock.now();
  const expiresAt = new Date(effectiveAt.getTime() + random.whole(1, 10));
  const room = MOST_OF_A_TYPE - kept;
  // A wallet that is full has none, and nobody grants nothing.
  const amount = room === 0n ? 1n : room + BigInt(random.whole(0, 1));
  return { amount, effectiveAt, expiresAt };
}

function sampleSpend({ random }: Known) {
  return {
    agent: random.chance(0.5) ? random.pick(AGENTS) : null,
    job: random.chance(0.5) ? random.pick(JOBS) : null,
    run: random.chance(0.2) ? `run-${random.whole(1, 5)}` : null,
    source: random.chance(0.05) ? ("manual" as const) : random.pick(["api", "schedule", "rule"] as const),
    apiKey: random.chance(0.5) ? random.pick(API_KEYS) : null,
    rateVersion: 1,
    metadata: null,
  };
}

function sampleRequest({ random }: Known, source: ReturnType<typeof sampleSpend>["source"], scale: number) {
  if (random.chance(0.25)) return { mode: "up_to" as const, lines: [unitLine(random, source, scale * 3)] };
  const count = random.chance(0.65) ? 1 : random.whole(2, 4);
  const lines = Array.from({ length: count }, () => sampleLine(random, source, scale));
  return { mode: "all" as const, lines };
}

function eventIds({ count }: Known, lines: number): string[] {
  return Array.from({ length: lines }, (_, line) => uuidOf(`event ${count} ${line}`));
}

function sampleDebit(known: Known, now: Date) {
  const spend = sampleSpend(known);
  const request = sampleRequest(known, spend.source, known.random.pick([1, 4, 15]));
  return {
    ...spend,
    kind: "debit" as const,
    debitId: uuidOf(`debit ${known.count}`),
    eventIds: eventIds(known, request.lines.length),
    request,
    occurredAt: known.random.chance(0.15) ? known.clock.earlier() : now,
    outcome: null,
  };
}

function sampleHold(known: Known) {
  const { clock, count } = known;
  const spend = sampleSpend(known);
  const request = sampleRequest(known, spend.source, known.random.pick([1, 6, 12]));
  const expiresAt = clock.later();
  clock.mark(expiresAt);
  return { ...spend, kind: "hold" as const, holdId: uuidOf(`hold ${count}`), request, expiresAt };
}

function sampleCapture(known: Known, workspaceId: string) {
  const { random, count } = known;
  const holdId = someHold(known, workspaceId);
  const held = known.model.workspaces.get(workspaceId)?.holds.find(({ id }) => id === holdId)?.lines ?? [];
  return {
    kind: "capture" as const,
    holdId,
    debitId: uuidOf(`debit ${count}`),
    eventIds: eventIds(known, 8),
    lines: random.chance(0.35)
      ? null
      : usedLines(
          known,
          held.map(({ priced }) => priced),
        ),
    partial: random.chance(0.4),
    allowOver: random.chance(0.4),
  };
}

/** Mostly less than what was held, sometimes the same lines, sometimes more or something else. */
function usedLines({ random }: Known, held: HoldItem["request"]["lines"]) {
  if (random.chance(0.2) && held.length > 0) return held;
  const count = random.chance(0.7) ? 1 : random.whole(2, 3);
  const scale = random.pick([1, 2, 5, 15]);
  return Array.from({ length: count }, () => sampleLine(random, "api", scale));
}

function sampleExtension(known: Known, workspaceId: string) {
  const expiresAt = known.clock.later();
  known.clock.mark(expiresAt);
  return { kind: "extend" as const, holdId: someHold(known, workspaceId), expiresAt };
}

function hasOpenHold({ model }: Known, workspaceId: string): boolean {
  return model.workspaces.get(workspaceId)?.holds.some(({ ended }) => ended === null) ?? false;
}

/** Mostly one that is open; sometimes any, one of another workspace, or one that never was. */
function someHold({ random, model }: Known, workspaceId: string): string {
  const holds = model.workspaces.get(strayed(random, workspaceId))?.holds ?? [];
  const open = holds.filter(({ ended }) => ended === null);
  const among = random.chance(0.8) && open.length > 0 ? open : holds.slice(-8);
  return someOf(random, among);
}

function someGrant({ random, model }: Known, workspaceId: string): string {
  const grants = model.workspaces.get(strayed(random, workspaceId))?.grants ?? [];
  return someOf(random, random.chance(0.8) ? grants.slice(-8) : grants);
}

function strayed(random: Random, workspaceId: string): string {
  return random.chance(0.04) ? "w0" : workspaceId;
}

function someOf(random: Random, among: readonly { id: string }[]): string {
  return among.length > 0 && random.chance(0.98) ? random.pick(among).id : uuidOf("nothing");
}
