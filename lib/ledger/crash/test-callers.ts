// For tests: callers that spend, all at once, in several workspaces, whatever becomes of the server meanwhile.
import { type Random, seededRandom } from "#prisma/seed/random.ts";
import {
  batch,
  capture,
  debit,
  grant,
  hold,
  type Offers,
  opening,
  POOR,
  randomGrant,
  release,
  WORKSPACES,
} from "./test-asks.ts";
import type { CallersRecord, Entry } from "./test-record.ts";
import type { Ask, Told, Wire } from "./test-wire.ts";

/** Out of 100 answered requests so many are asked again at once. */
const AGAIN_PERCENT = 5;

export type Load = {
  record: CallersRecord;
  wire: Wire;
  /** Where to send the next request: to each of them at once. */
  urls: () => readonly string[];
  /** Kinds of calls that the server's contract has beside debits. */
  offers: Offers;
};

/** Opens the workspaces with lots to burn in several orders. */
export async function openWorkspaces({ record, wire, urls }: Load): Promise<void> {
  for (const workspace of WORKSPACES) {
    await record.settle(opening(workspace), wire, urls);
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

async function oneStep({ record, wire, urls, offers }: Load, random: Random): Promise<void> {
  const settle = (ask: Ask) => record.settle(ask, wire, urls);
  const workspace = random.chance(50) ? WORKSPACES[0] : random.pick(WORKSPACES);
  const dice = random.int(1, 100);
  if (dice <= 4 && workspace !== POOR) await settle(randomGrant(workspace, random));
  else if (dice <= 12 && offers.batch) await settle(batch(random));
  else if (dice <= 30 && offers.hold) await workUnderHold(workspace, random, settle);
  else await settle(debit(workspace, random));
  if (!random.chance(AGAIN_PERCENT)) return;
  const known = record.entries[random.int(0, record.entries.length - 1)];
  if (known?.told) await record.again(known, wire, urls);
}

type Settle = (ask: Ask) => Promise<Told>;

/** Reserves, then captures all or a part, or gives back; or does nothing more, as a caller that died. */
async function workUnderHold(workspace: string, random: Random, settle: Settle): Promise<void> {
  const held = await settle(hold(workspace, random));
  if (held.status !== 201) return;
  const { id } = JSON.parse(held.body);
  const dice = random.int(1, 100);
  if (dice <= 10) return;
  if (dice <= 40) await settle(release(workspace, id));
  else if (dice <= 70) await settle(capture(workspace, id, null));
  else if (dice <= 85) await settle(capture(workspace, id, { quantity: random.int(0, 9), partial: false }));
  else {
    await settle(capture(workspace, id, { quantity: random.int(0, 3), partial: true }));
    await settle(random.chance(50) ? capture(workspace, id, null) : release(workspace, id));
  }
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
