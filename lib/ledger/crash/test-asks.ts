// For tests: what callers ask for, by the contract of the API.
import { randomUUID } from "node:crypto";
import type { Random } from "#prisma/seed/random.ts";
import type { Ask, Wire } from "./test-wire.ts";

/** The first gets half of the load; the last has little and runs out. */
export const WORKSPACES = ["busy", "second", "third", "fourth", "poor"] as const;
export const POOR = "poor";
const MOST_IN_BATCH = 12;
/** Out of 100 batches so many are long, for flushes of hundreds with more behind them. */
const LONG_PERCENT = 20;
const MOST_IN_LONG_BATCH = 400;

export type Offers = { hold: boolean; batch: boolean };

export async function offersOf(url: string, wire: Wire): Promise<Offers> {
  const { body } = await wire.get("/openapi.json", url);
  const paths = Object.keys(JSON.parse(body).paths);
  const has = (end: string) => paths.some((path) => path.endsWith(end));
  return { hold: has("/holds"), batch: has("/debits/batch") };
}

export function opening(workspace: string): Ask {
  return ask("workspace", workspace, "", { name: workspace, timeZone: "Europe/Berlin", currency: "EUR" });
}

export function grant(workspace: string, creditType: string, amount: string, priority: number): Ask {
  return ask("grant", workspace, "/grants", {
    creditType,
    amount,
    priority,
    source: "promo",
    reason: "load",
  });
}

export function randomGrant(workspace: string, random: Random): Ask {
  const creditType = random.pick(["ai", "automation"]);
  return grant(workspace, creditType, `${random.int(1, 20)}.${random.int(1, 9)}`, random.int(0, 100));
}

export function debit(workspace: string, random: Random): Ask {
  return ask("debit", workspace, "/debits", spend(workspace, random));
}

/** Debits of several workspaces, each under its own key. */
export function batch(random: Random): Ask {
  const most = random.chance(LONG_PERCENT) ? MOST_IN_LONG_BATCH : MOST_IN_BATCH;
  const items = Array.from({ length: random.int(1, most) }, () => {
    const workspace = random.pick(WORKSPACES);
    return { workspace, idempotencyKey: randomUUID(), ...spend(workspace, random) };
  });
  return { ...ask("batch", "", "", { items }), path: "/debits/batch" };
}

export function hold(workspace: string, random: Random): Ask {
  return ask("hold", workspace, "/holds", { ...spend(workspace, random), expiresInSeconds: 3_600 });
}

/** All of a hold, or a part of its first line. */
export function capture(
  workspace: string,
  id: string,
  part: { quantity: number; partial: boolean } | null,
): Ask {
  const body = part && {
    lines: [{ feature: "automation.record", quantity: part.quantity }],
    ...(part.partial && { partial: true }),
  };
  return ask("capture", workspace, `/holds/${id}/capture`, body ?? {});
}

export function release(workspace: string, id: string): Ask {
  return ask("release", workspace, `/holds/${id}/release`, {});
}

function spend(workspace: string, random: Random) {
  const quantity = random.int(1, workspace === POOR ? 60 : 9);
  const records = { feature: "automation.record", quantity, unchanged: random.int(0, quantity) };
  const attributes = random.chance(30) ? [{ feature: "ai.attributes", quantity: random.int(1, 350) }] : [];
  return {
    lines: [records, ...attributes],
    job: `job-${random.int(1, 4)}`,
    ...(random.chance(30) && { agent: `agent-${random.int(1, 3)}`, run: `run-${random.int(1, 50)}` }),
    ...(attributes.length === 0 && random.chance(30) && { mode: "up_to" }),
  };
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
