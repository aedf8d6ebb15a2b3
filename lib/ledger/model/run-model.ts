// Runs a sequence against a ledger and against the model, and says where they part.
import { isDeepStrictEqual } from "node:util";
import type { PostingItem, PostingOutcome } from "../items.ts";
import { figuresOf, firstDifference } from "./figures.ts";
import type { Ledger } from "./ledger.ts";
import { Model } from "./model.ts";
import type { Step } from "./operations.ts";
import type { Setting } from "./setting.ts";
import { ZONES } from "./zones.ts";

/** The first step after which the two differ, and how; steps after it were not judged. */
export type Failure = { step: number; sort: string; what: string };

/** Books are compared after this many steps, and at the end. */
const STEPS_BETWEEN_AUDITS = 250;

let runs = 0;

/** Runs all steps in workspaces that nobody used. @returns null where ledger and model agree from beginning to end. */
export function runSteps(ledger: Ledger, steps: readonly Step[]): Promise<Failure | null> {
  runs += 1;
  return new Run(ledger, `run${runs}-`).run(steps);
}

class Run {
  private readonly ledger: Ledger;
  private readonly prefix: string;
  private readonly model = new Model();
  /** The answer kept under each key, to the byte. */
  private readonly answers = new Map<string, string>();

  constructor(ledger: Ledger, prefix: string) {
    this.ledger = ledger;
    this.prefix = prefix;
  }

  async run(steps: readonly Step[]): Promise<Failure | null> {
    for (const [id, zone] of Object.entries(ZONES)) {
      this.model.open(this.prefix + id, zone);
      await this.ledger.open(this.prefix + id, zone, nowOf(steps[0]));
    }
    let audited = 0;
    for (let from = 0; from < steps.length; ) {
      const to = endOfGroup(steps, from);
      const failure = await this.runGroup(steps.slice(from, to), from);
      if (failure) return failure;
      from = to;
      if (to - audited < STEPS_BETWEEN_AUDITS && to < steps.length) continue;
      audited = to;
      const problem = await this.audit(nowOf(steps[to - 1]), to === steps.length);
      if (problem) return { step: to - 1, ...problem };
    }
    return null;
  }

  private async runGroup(group: readonly Step[], from: number): Promise<Failure | null> {
    const items: PostingItem[] = [];
    for (const step of group) {
      if ("item" in step) items.push(this.here(step.item));
      else {
        const failure = await this.change(this.here(step.setting));
        if (failure) return { step: from, ...failure };
      }
    }
    // All are on their way before the first is answered; the model takes them in the same order.
    const outcomes = await Promise.all(
      items.map((item) => this.ledger.post(item).catch((error: unknown) => `threw ${String(error)}`)),
    );
    for (const [place, item] of items.entries()) {
      const failure = this.judge(item, outcomes[place] ?? "nothing");
      if (failure) return { step: from + place, ...failure };
    }
    return null;
  }

  private async change(setting: Setting): Promise<Problem | null> {
    await this.ledger.change(setting);
    this.model.change(setting);
    return null;
  }

  private async sweep(workspaceId: string, now: Date): Promise<Problem | null> {
    const sweep = { kind: "expire", workspaceId, actor: "model", now } as const;
    return this.judge(sweep, await this.ledger.post(sweep));
  }

  private here<T extends { workspaceId: string }>(thing: T): T {
    return { ...thing, workspaceId: this.prefix + thing.workspaceId };
  }

  private judge(item: PostingItem, outcome: PostingOutcome | string): Problem | null {
    const expected = this.model.post(item);
    if (typeof outcome === "string")
      return {
        sort: `${item.kind} that throws`,
        what: `the engine ${outcome}\n  the model answers ${textOf(expected)}`,
      };
    const what = `the engine answers ${textOf(outcome)}\n  the model answers ${textOf(expected)}`;
    if (!isSame(outcome, expected)) return { sort: item.kind, what };
    if (item.kind === "expire") return null;
    const key = `${item.workspaceId} ${item.key}`;
    const text = JSON.stringify(outcome.result);
    const first = this.answers.get(key);
    if (!outcome.replayed && first === undefined && isKept(outcome)) this.answers.set(key, text);
    if (!outcome.replayed || first === undefined || first === text) return null;
    return { sort: `${item.kind} replayed`, what: `the engine answers ${text}\n  and had answered ${first}` };
  }

  /** Compares the books, after what is due has been settled: until then a cache may still show it. */
  private async audit(now: Date, isEnd: boolean): Promise<Problem | null> {
    for (const workspace of this.model.workspaces.values()) {
      const failure = await this.sweep(workspace.id, now);
      if (failure) return failure;
      const difference = firstDifference(await this.ledger.figures(workspace.id), figuresOf(workspace));
      if (difference) return { sort: "books", what: `in ${workspace.id} ${difference}` };
      const problems = isEnd ? await this.ledger.problems(workspace.id) : [];
      if (problems.length > 0) return { sort: "verify", what: problems.slice(0, 3).join("\n  ") };
    }
    return null;
  }
}

type Problem = Pick<Failure, "sort" | "what">;

function nowOf(step: Step | undefined): Date {
  if (!step) throw new Error("A sequence has steps");
  return "item" in step ? step.item.now : step.setting.now;
}

function endOfGroup(steps: readonly Step[], from: number): number {
  const next = steps.findIndex((step, index) => index > from && step.group !== steps[from]?.group);
  return next < 0 ? steps.length : next;
}

function isSame(outcome: PostingOutcome, expected: PostingOutcome): boolean {
  return isInvalid(outcome) && isInvalid(expected) ? true : isDeepStrictEqual(outcome, expected);
}

/** What is wrong in form or names nothing leaves its key free for another try. */
function isKept({ result }: PostingOutcome): boolean {
  return result.ok || (result.error.code !== "invalid_request" && result.error.code !== "not_found");
}

/** Messages of an invalid request are for people. */
function isInvalid({ result }: PostingOutcome): boolean {
  return !result.ok && result.error.code === "invalid_request";
}

function textOf(outcome: PostingOutcome): string {
  return JSON.stringify(outcome);
}
