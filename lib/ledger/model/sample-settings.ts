import type { Scope } from "./books.ts";
import { budgetUse } from "./limits.ts";
import { localMonth } from "./local-time.ts";
import { sortedId } from "./names.ts";
import { ACTORS, AGENTS, API_KEYS, JOBS, type Known } from "./sample-items.ts";
import { LIMITED_FEATURES } from "./sample-lines.ts";
import type { Setting } from "./setting.ts";
import { ZONES } from "./zones.ts";

export const SETTINGS = ["pause", "zone", "budget", "feature"] as const;
export type SettingKind = (typeof SETTINGS)[number];

const SUBJECTS: Record<Scope, readonly string[]> = {
  workspace: [""],
  agent: AGENTS,
  job: JOBS,
  member: ACTORS,
  key: API_KEYS,
};

export function settingOf(known: Known, kind: SettingKind, named: string): Setting {
  const { random, clock, model } = known;
  const workspaceId = named === "nowhere" ? "w0" : named;
  const base = { workspaceId, now: clock.now() };
  if (kind === "feature") return { ...base, kind, ...sampleFeature(known) };
  if (kind === "zone") return { ...base, kind, zone: random.pick(Object.values(ZONES)) };
  if (kind === "budget") return { ...base, kind, ...sampleBudget(known, workspaceId) };
  const paused = Object.keys(ZONES).find((id) => model.workspaces.get(id)?.paused);
  if (paused) return { ...base, kind, workspaceId: paused, paused: false };
  return { ...base, kind, paused: random.chance(0.7) };
}

/** Its limit is what is used by now and a little more, so that it is soon reached to the credit. */
function sampleBudget({ random, clock, model, count }: Known, workspaceId: string) {
  const workspace = model.workspaces.get(workspaceId);
  const scope = random.pick(["workspace", "agent", "job", "member", "key"] as const);
  const budget = {
    id: sortedId(count),
    name: `Budget ${count}`,
    scope,
    subject: random.pick(SUBJECTS[scope]),
    creditType: random.pick(["ai", "automation"]),
    onReach: random.pick(["stop", "stop", "alert"] as const),
  };
  if (!workspace || random.chance(0.4)) return { ...budget, limit: null };
  const month = localMonth(clock.now(), workspace.zone);
  const { spent, held } = budgetUse(workspace, { ...budget, limit: 0n, ended: false }, month);
  const room = BigInt(random.whole(0, 40)) * 1_000_000n;
  return { ...budget, limit: (random.chance(0.8) ? spent + held : 0n) + room };
}

/** Most are not set most of the time. */
function sampleFeature({ random, clock }: Known) {
  const state = random.pick(["on", "off", "off", "trial", null, null, null, null, null] as const);
  const [one, other] = [clock.later(), clock.later()];
  const endsAt = state === "trial" || random.chance(0.6) ? (one < other ? one : other) : null;
  clock.markRare(endsAt);
  const level: "workspace" | "plan" = random.pick(["workspace", "plan"]);
  return { level, feature: random.pick(LIMITED_FEATURES), state, endsAt };
}
