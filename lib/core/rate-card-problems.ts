// Law: a rate card is published whole or not at all: whatever a line could ask it for has a price, and a markup has the
// vendor's price and a face value in the same money to stand on.

import { MAX_CREDITS, MICRO } from "./credits.ts";
import { isCallerId } from "./ids.ts";
import type { FieldProblem } from "./invalid-request.ts";
import { priceProblems } from "./price-problems.ts";
import type { Rate } from "./rates.ts";

/**
 * All that is wrong with the rates of a card; none when it can be published.
 * @param creditTypes the ids of those that there are.
 */
export function rateCardProblems(rates: readonly Rate[], creditTypes: readonly string[]): FieldProblem[] {
  if (rates.length === 0) return [{ path: "rates", message: "A rate card needs at least one rate" }];
  return [
    ...repeated(rates, "feature", "rates"),
    ...rates.flatMap((rate, index) => rateProblems(rate, `rates.${index}`, creditTypes)),
  ];
}

function rateProblems(rate: Rate, path: string, creditTypes: readonly string[]): FieldProblem[] {
  const { feature, creditType, unit, models, tiers = [] } = rate;
  const per = rate.kind === "unit" ? rate.per : 1n;
  const faults: [isFault: boolean, field: string, message: string][] = [
    [!isCallerId(feature), "feature", "Send 1 to 128 letters, digits, dots, dashes, underscores or colons"],
    [!creditTypes.includes(creditType), "creditType", `There is no credit type "${creditType}"`],
    [!isName(unit), "unit", NAME],
    [per < 1n || per > MAX_CREDITS / MICRO, "per", "Must be from 1 to 1,000,000,000,000"],
    [
      rate.kind === "tokens" && models.length === 0,
      "models",
      "Tokens are priced by model: send at least one",
    ],
    ...models.flatMap((entry, index) => nameFaults(entry, `models.${index}`)),
    ...tiers.flatMap((entry, index) => nameFaults(entry, `tiers.${index}`)),
  ];
  return [
    ...faults.flatMap(([isFault, field, message]) =>
      isFault ? [{ path: `${path}.${field}`, message }] : [],
    ),
    ...repeated(models, "model", `${path}.models`),
    ...repeated(tiers, "tier", `${path}.tiers`),
    ...priceProblems(rate, path),
  ];
}

const NAME = "Send 1 to 128 characters, without spaces around them";
const NAMES = ["model", "vendor", "tier"] as const;
type Named = Partial<Record<(typeof NAMES)[number], string>>;

function nameFaults(entry: Named, path: string): [boolean, string, string][] {
  return NAMES.map((field) => [!isName(entry[field] ?? "-"), `${path}.${field}`, NAME]);
}

function isName(text: string): boolean {
  return text.length > 0 && text.length <= 128 && text === text.trim() && !text.includes("\0");
}

/** An entry whose name an earlier one has: which of the two counts could only be guessed. */
function repeated<Field extends string>(
  entries: readonly Record<Field, string>[],
  field: Field,
  path: string,
): FieldProblem[] {
  const seen = new Set<string>();
  return entries.flatMap((entry, index) => {
    const isRepeated = seen.has(entry[field]);
    seen.add(entry[field]);
    return isRepeated
      ? [{ path: `${path}.${index}.${field}`, message: `"${entry[field]}" is there before` }]
      : [];
  });
}

/** Every process knows of a new version by then; one that began earlier would price what has been priced already. */
const NOTICE_MS = 10_000;
/** How far a caller's clock may be behind ours. */
const MAX_SKEW_MS = 5 * 60_000;

/**
 * When a version that is published at `now` takes effect: at `asked`, or (null, or by now) as soon as everyone knows of it.
 * Null where `asked` is in the past: history never changes.
 */
export function effectiveFromOf(asked: Date | null, now: Date): Date | null {
  const earliest = new Date(now.getTime() + NOTICE_MS);
  if (!asked || asked > earliest) return asked ?? earliest;
  return now.getTime() - asked.getTime() > MAX_SKEW_MS ? null : earliest;
}
