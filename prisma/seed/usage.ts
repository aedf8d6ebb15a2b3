import { addDays, type LocalDay, startOfDay } from "#lib/core/months.ts";
import type { Line, UsageSource } from "#lib/core/rates.ts";
import type { AGENTS, Company, JOBS } from "./companies.ts";
import type { Random } from "./random.ts";

/** One debit of the demo's story, not yet priced. */
export type Use = {
  at: Date;
  line: Line;
  agent: keyof typeof AGENTS | null;
  job: keyof typeof JOBS | null;
  run: string | null;
  source: UsageSource;
  outcome: "applied" | "discarded" | null;
};

type Day = { day: LocalDay; company: Company; random: Random; busy: boolean };

const MICRO = 1_000_000n;
const MINUTE_MS = 60_000;
const NO_LINE: Omit<Line, "feature"> = {
  quantity: null,
  unchanged: 0n,
  tokens: null,
  model: null,
  ownKey: false,
};

/** Everything that used credits on one local day, in no order. */
export function usesOfDay(company: Company, random: Random, day: LocalDay): Use[] {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const busy = weekday !== 0 && weekday !== 6;
  const context = { day, company, random, busy };
  return [
    ...descriptions(context),
    ...translations(context),
    ...attributes(context),
    ...searches(context),
    ...feedImport(context),
    ...stockSync(context),
    ...priceRules(context),
    ...webshopExport(context),
    ...editsByHand(context),
  ];
}

function times({ company, random }: Day, typical: number): number {
  const scaled = (typical * company.volume) / 100;
  return random.int(Math.floor(scaled * 0.8), Math.ceil(scaled * 1.2));
}

function at({ day, company, random }: Day, fromHour: number, toHour: number): Date {
  const minutes = random.int(fromHour * 60, toHour * 60 - 1);
  return new Date(startOfDay(day, company.timeZone).getTime() + minutes * MINUTE_MS + random.int(0, 59_999));
}

function repeat(count: number, make: (index: number) => Use): Use[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function text(random: Random, model: string, input: number, output: number): Line {
  const around = (typical: number) => BigInt(random.int(Math.floor(typical / 2), typical * 2)) * MICRO;
  const tokens = { input: around(input), cachedInput: around(Math.floor(input / 3)), output: around(output) };
  return { ...NO_LINE, feature: "ai.text", tokens, model };
}

function reviewed(random: Random): Use["outcome"] {
  return random.chance(9) ? "discarded" : "applied";
}

function descriptions(day: Day): Use[] {
  const { random } = day;
  if (!day.busy) return [];
  return repeat(times(day, 22), (index) => ({
    at: at(day, 8, 18),
    line: text(random, random.chance(80) ? "mistral-large" : "gpt", 1_500, 600),
    agent: "description-writer",
    job: null,
    run: `descriptions-${day.day}-${1 + (index % 3)}`,
    source: "api",
    outcome: reviewed(random),
  }));
}

function translations(day: Day): Use[] {
  const { random } = day;
  return repeat(times(day, day.busy ? 24 : 4), (index) => ({
    at: at(day, 7, 20),
    line: { ...text(random, "gemini-pro", 700, 500), ownKey: random.chance(6) },
    agent: "translator-de",
    job: null,
    run: `translate-${day.day}-${1 + (index % 2)}`,
    source: random.chance(5) ? "retry" : "api",
    outcome: reviewed(random),
  }));
}

function attributes(day: Day): Use[] {
  const { random } = day;
  if (!day.busy) return [];
  return repeat(times(day, 11), () => ({
    at: at(day, 8, 17),
    line: { ...NO_LINE, feature: "ai.attributes", quantity: BigInt(random.int(20, 260)) * MICRO },
    agent: "attribute-extractor",
    job: "supplier-feed-import",
    run: `feed-${day.day}`,
    source: "schedule",
    outcome: reviewed(random),
  }));
}

function searches(day: Day): Use[] {
  const { random } = day;
  return repeat(times(day, 12), () => ({
    at: at(day, 0, 23),
    line: {
      ...NO_LINE,
      feature: "ai.embedding",
      tokens: { input: BigInt(random.int(2_000, 40_000)) * MICRO, cachedInput: 0n, output: 0n },
      model: "mistral-embed",
    },
    agent: "semantic-search",
    job: null,
    run: null,
    source: "api",
    outcome: null,
  }));
}

function automation(feature: string, quantity: number, unchanged = 0): Line {
  return { ...NO_LINE, feature, quantity: BigInt(quantity) * MICRO, unchanged: BigInt(unchanged) * MICRO };
}

/** The nightly feed: chunks of 100 records, most of them unchanged; a full one on the first of the month. */
function feedImport(day: Day): Use[] {
  const { random } = day;
  const full = day.day.endsWith("-01");
  return repeat(Math.ceil((20 * day.company.volume) / 100), () => ({
    at: at(day, 2, 3),
    line: automation("automation.record", 100, full ? random.int(20, 60) : random.int(90, 98)),
    agent: null,
    job: "supplier-feed-import",
    run: `feed-${day.day}`,
    source: "schedule",
    outcome: null,
  }));
}

function stockSync(day: Day): Use[] {
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  return hours.flatMap((hour) => [
    {
      at: at(day, hour, hour + 1),
      line: automation("automation.record", day.random.int(2, 9), 0),
      agent: null,
      job: "stock-sync" as const,
      run: `stock-${day.day}-${String(hour).padStart(2, "0")}`,
      source: "schedule" as const,
      outcome: null,
    },
  ]);
}

function priceRules(day: Day): Use[] {
  return repeat(times(day, 16), (index) => ({
    at: at(day, 6, 22),
    line: automation("automation.operation", 1),
    agent: null,
    job: "price-rules",
    run: `prices-${day.day}-${1 + (index % 4)}`,
    source: "rule",
    outcome: null,
  }));
}

function webshopExport(day: Day): Use[] {
  return repeat(Math.max(1, times(day, 4)), (index) => ({
    at: at(day, 4, 6),
    line: automation("automation.api_call", day.random.int(4, 12)),
    agent: null,
    job: "webshop-export",
    run: `export-${day.day}-${index + 1}`,
    source: "schedule",
    outcome: null,
  }));
}

function editsByHand(day: Day): Use[] {
  if (!day.busy) return [];
  return repeat(times(day, 6), () => ({
    at: at(day, 9, 17),
    line: automation("automation.record", day.random.int(1, 5)),
    agent: null,
    job: null,
    run: null,
    source: "manual",
    outcome: null,
  }));
}

/** Local days from `from` to `to`, both included. */
export function daysFrom(from: LocalDay, to: LocalDay): LocalDay[] {
  const days: LocalDay[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}
