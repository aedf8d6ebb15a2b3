// Random sequences of everything that can happen to a ledger. A step names what it needs by ids of its own, so that a sequence
// with any of its steps left out is a sequence, too: what is no longer there is answered as what never was.
import type { KeyedItem, PostingItem } from "../items.ts";
import { Clock } from "./clock.ts";
import { Model } from "./model.ts";
import { hashOf, uuidOf } from "./names.ts";
import { Random } from "./random.ts";
import { itemOf, type Known, POSTINGS, type PostingKind } from "./sample-items.ts";
import { SETTINGS, type SettingKind, settingOf } from "./sample-settings.ts";
import type { Setting } from "./setting.ts";
import { ZONES } from "./zones.ts";

/** Steps of one group are posted at once, in their order; a setting is alone in its group. */
export type Step = { group: number } & ({ item: PostingItem } | { setting: Setting });

export type OperationKind = PostingKind | SettingKind | "retry" | "other_body";
export const OPERATIONS: readonly OperationKind[] = [...POSTINGS, ...SETTINGS, "retry", "other_body"];

const WEIGHTS: Record<OperationKind, number> = {
  grant: 15,
  debit: 30,
  hold: 16,
  capture: 13,
  release: 3,
  extend: 3,
  void: 2,
  expire: 2,
  retry: 5,
  other_body: 2,
  pause: 1,
  zone: 0.3,
  budget: 4,
  feature: 3,
};

/** `count` steps of the kinds that are named; the same for the same seed. */
export function operations(
  seed: number,
  count: number,
  kinds: readonly OperationKind[] = OPERATIONS,
): Step[] {
  const random = new Random(seed);
  const known: Known = {
    random,
    clock: new Clock(random, Object.values(ZONES)),
    model: new Model(),
    count: 0,
  };
  for (const [id, zone] of Object.entries(ZONES)) known.model.open(id, zone);
  const settings = kinds.filter(isSetting);
  const postings = kinds.filter((kind) => !isSetting(kind));
  const steps: Step[] = [];
  for (let group = 1; steps.length < count; group += 1) {
    if (settings.length > 0 && random.chance(0.4)) {
      steps.push({ group, setting: nextSetting(known, settings) });
      continue;
    }
    const size = Math.min(groupSize(random), count - steps.length);
    for (const item of nextItems(known, steps, postings, size)) steps.push({ group, item });
    known.clock.advance();
  }
  return steps;
}

function groupSize(random: Random): number {
  const most = random.weighted([
    ["one", 30],
    ["some", 56],
    ["many", 13],
    ["flood", 1],
  ]);
  return random.whole(1, { one: 1, some: 16, many: 120, flood: 700 }[most]);
}

function nextSetting(known: Known, kinds: readonly SettingKind[]): Setting {
  known.count += 1;
  const kind = known.random.weighted(kinds.map((name) => [name, WEIGHTS[name]] as const));
  const setting = settingOf(known, kind, workspaceOf(known.random));
  known.model.change(setting);
  return setting;
}

function nextItems(
  known: Known,
  steps: readonly Step[],
  kinds: readonly Exclude<OperationKind, SettingKind>[],
  size: number,
): PostingItem[] {
  const earlier = steps.flatMap((step) => ("item" in step && step.item.kind !== "expire" ? [step.item] : []));
  const weights = kinds.map((kind) => [kind, WEIGHTS[kind]] as const);
  return Array.from({ length: size }, () => {
    known.count += 1;
    const item = nextItem(known, known.random.weighted(weights), earlier);
    if (item.kind !== "expire") earlier.push(item);
    known.model.post(item);
    known.clock.tick();
    return item;
  });
}

function isSetting(kind: OperationKind): kind is SettingKind {
  return SETTINGS.some((name) => name === kind);
}

function nextItem(known: Known, kind: PostingKind | "retry" | "other_body", keyed: KeyedItem[]): PostingItem {
  if (kind !== "retry" && kind !== "other_body") return itemOf(known, kind, workspaceOf(known.random));
  const { random, clock } = known;
  const recent = random.chance(0.5) ? keyed.slice(-5) : keyed;
  const earlier = recent.length > 0 ? random.pick(recent) : null;
  if (!earlier) return itemOf(known, "expire", workspaceOf(random));
  const again = askedAgain(earlier, known.count, clock.now());
  return kind === "retry" ? again : { ...again, bodyHash: hashOf(`other ${known.count}`) };
}

/** The same request at another time: ids are made anew for it, and spans begin when it arrives. */
function askedAgain(item: KeyedItem, count: number, now: Date): KeyedItem {
  const moved = (date: Date) => new Date(date.getTime() + now.getTime() - item.now.getTime());
  if (item.kind === "grant") return { ...item, now, grant: { ...item.grant, id: uuidOf(`grant ${count}`) } };
  if (item.kind === "extend") return { ...item, now, expiresAt: moved(item.expiresAt) };
  if (item.kind === "hold")
    return { ...item, now, holdId: uuidOf(`hold ${count}`), expiresAt: moved(item.expiresAt) };
  if (item.kind === "release" || item.kind === "void") return { ...item, now };
  const eventIds = item.eventIds.map((_, line) => uuidOf(`event ${count} ${line}`));
  return { ...item, now, debitId: uuidOf(`debit ${count}`), eventIds };
}

/** One is busier than the others, and one does not exist. */
function workspaceOf(random: Random): string {
  if (random.chance(0.01)) return "nowhere";
  return random.chance(0.4) ? "w0" : random.pick(Object.keys(ZONES));
}
