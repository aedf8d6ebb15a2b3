// For tests: callers that spend, all at once, in several workspaces, whatever becomes of the server meanwhile.
import { randomUUID } from "node:crypto";
import { type Random, seededRandom } from "#prisma/seed/random.ts";
import type { CallersRecord, Entry } from "./test-record.ts";
import type { Ask, Wire } from "./test-wire.ts";

/** The first gets half of the load; the last has little and runs out. */
const WORKSPACES = ["busy", "second", "third", "fourth", "poor"] as const;
const POOR = "poor";
/** Out of 100 answered requests so many are asked again at once. */
const AGAIN_PERCENT = 5;

export type Load = {
  record: CallersRecord;
  wire: Wire;
  /** Where to send the next request: to each of them at once. */
  urls: () => readonly string[];
};

/** Opens the workspaces with lots to burn in several orders. */
export async function openWorkspaces({ record, wire, urls }: Load): Promise<void> {
  for (const workspace of WORKSPACES) {
    const terms = { name: workspace, timeZone: "Europe/Berlin", currency: "EUR" };
    await record.settle(ask("workspace", workspace, "", terms), wire, urls);
    if (workspace === POOR) continue;
    for (const creditType of ["ai", "automation"]) {
      await record.settle(grant(workspace, creditType, "1000.5", 10), wire, urls);
      await record.settle(grant(workspace, creditType, "5000000", 90), wire, urls);
    }
  }
}

export type Callers = { stop(): Promise<void> };

/** `count` callers, each asking again and again. `stop()` resolves when each has got its last answer. */
export function startCallers(load: Load, count: number, seed: number): Callers {
  let stopped = false;
  const caller = async (random: Random) => {
    while (!stopped) await oneStep(load, random);
  };
  const all = Promise.all(Array.from({ length: count }, (_, index) => caller(seededRandom(seed + index))));
  // Awaited in stop(); a failure before that must not end the process.
  all.catch(() => undefined);
  return {
    async stop() {
      stopped = true;
      await all;
    },
  };
}

async function oneStep({ record, wire, urls }: Load, random: Random): Promise<void> {
  const workspace = random.chance(50) ? WORKSPACES[0] : random.pick(WORKSPACES);
  await record.settle(nextAsk(workspace, random), wire, urls);
  if (!random.chance(AGAIN_PERCENT)) return;
  const known = record.entries[random.int(0, record.entries.length - 1)];
  if (known?.told) await record.again(known, wire, urls);
}

function nextAsk(workspace: string, random: Random): Ask {
  if (workspace !== POOR && random.chance(4)) {
    const creditType = random.pick(["ai", "automation"]);
    return grant(workspace, creditType, `${random.int(1, 20)}.${random.int(1, 9)}`, random.int(0, 100));
  }
  return ask("debit", workspace, "/debits", spend(workspace, random));
}

function spend(workspace: string, random: Random): unknown {
  const quantity = random.int(1, workspace === POOR ? 60 : 9);
  const lines: unknown[] = [{ feature: "automation.record", quantity, unchanged: random.int(0, quantity) }];
  if (random.chance(30)) lines.push({ feature: "ai.attributes", quantity: random.int(1, 350) });
  return {
    lines,
    job: `job-${random.int(1, 4)}`,
    ...(random.chance(30) && { agent: `agent-${random.int(1, 3)}`, run: `run-${random.int(1, 50)}` }),
    ...(lines.length === 1 && random.chance(30) && { mode: "up_to" }),
  };
}

function grant(workspace: string, creditType: string, amount: string, priority: number): Ask {
  const terms = { creditType, amount, priority, source: "promo", reason: "load" };
  return ask("grant", workspace, "/grants", terms);
}

function ask(kind: Ask["kind"], workspace: string, path: string, body: unknown): Ask {
  return {
    kind,
    method: kind === "workspace" ? "PUT" : "POST",
    workspace,
    path: `/workspaces/${workspace}${path}`,
    key: randomUUID(),
    body: JSON.stringify(body),
  };
}

/** Asks everything once more. */
export async function askAllAgain({ record, wire, urls }: Load, callers: number): Promise<void> {
  const left = record.entries.filter((entry): entry is Entry => entry.told !== undefined);
  let next = 0;
  const caller = async () => {
    for (let entry = left[next++]; entry; entry = left[next++]) await record.again(entry, wire, urls);
  };
  await Promise.all(Array.from({ length: callers }, caller));
}
