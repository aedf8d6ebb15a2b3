// Law: every price that a line could ask for is there, and stands for an amount of credits.

import { MAX_CREDITS } from "./credits.ts";
import type { FieldProblem } from "./invalid-request.ts";
import { kindsOf, priceOf, type Special, vendorPriceOf } from "./price-book.ts";
import type { Rate } from "./rates.ts";

/** What is wrong with the prices of a rate: out of range, missing, or a markup on nothing. `path` is that of the rate. */
export function priceProblems(rate: Rate, path: string): FieldProblem[] {
  const found = [
    ...outOfRange({ ...rate, per: 1n, faceValue: null }, ""),
    ...casesOf(rate).flatMap((of) => [
      ...strangers(rate, of),
      ...askedOf(rate).flatMap((asked) => [...missing(rate, of, asked), ...markupProblems(rate, of, asked)]),
    ]),
  ];
  // Several prices can lack the same one thing; it is said once.
  const once = new Map(found.map((problem) => [`${problem.path} ${problem.message}`, problem]));
  return [...once.values()].map((problem) => ({ ...problem, path: `${path}.${problem.path}` }));
}

/** The rate's own prices, and those for a case of its own. */
type Case = { field: "ownKey" | "manual" | null; special: Special | null };

function casesOf(rate: Rate): Case[] {
  const cases: Case[] = [{ field: null, special: null }];
  for (const field of ["ownKey", "manual"] as const) {
    const special = rate[field];
    if (typeof special === "object") cases.push({ field, special });
  }
  return cases;
}

/** What a line can name: each model, and no model where units are priced. */
type Asked = { model: string | null; path: string };

function askedOf(rate: Rate): Asked[] {
  const models = rate.models.map(({ model }, index) => ({ model, path: `models.${index}.` }));
  return rate.kind === "unit" ? [{ model: null, path: "" }, ...models] : models;
}

function outOfRange(value: unknown, path: string): FieldProblem[] {
  if (typeof value === "bigint") {
    return value < 0n || value > MAX_CREDITS
      ? [{ path, message: "Must be from 0 to 1,000,000,000,000" }]
      : [];
  }
  if (typeof value !== "object" || value === null) return [];
  const under = path === "" ? "" : `${path}.`;
  return Object.entries(value).flatMap(([key, part]) => outOfRange(part, `${under}${key}`));
}

function missing(rate: Rate, { field, special }: Case, { model, path }: Asked): FieldProblem[] {
  const kinds = kindsOf(rate).filter((kind) => priceOf(rate, model, special, kind) === undefined);
  const who = model === null ? "a line without a model" : `"${model}"`;
  return kinds.map((kind) =>
    field
      ? { path: field, message: `There is no ${kind} for ${who}` }
      : { path: `${path}${kind}`, message: `There is no ${kind} for ${who}, and none for its tier` },
  );
}

function markupProblems(rate: Rate, { special }: Case, { model, path }: Asked): FieldProblem[] {
  const isMarkedUp = kindsOf(rate).some((kind) => typeof priceOf(rate, model, special, kind) === "object");
  const { faceValue } = rate;
  if (!isMarkedUp || !faceValue) return [];
  if (faceValue.minorPerThousand <= 0n) {
    return [{ path: "creditType", message: "A markup needs credits that have a face value" }];
  }
  const vendor = vendorPriceOf(rate, model);
  if (!vendor) return [{ path: `${path}vendorPrice`, message: "A markup needs the vendor's price" }];
  if (vendor.currency === faceValue.currency) return [];
  const message = `A markup needs the vendor's price in ${faceValue.currency}, as the credits' face value`;
  return [{ path: `${path}vendorPrice`, message }];
}

/** A case that prices a model or a tier which the rate does not have would never be asked for it: a slip of the pen. */
function strangers(rate: Rate, { field, special }: Case): FieldProblem[] {
  if (!field || !special) return [];
  const models = new Set(rate.models.map(({ model }) => model));
  const tiers = new Set(rate.models.map(({ tier }) => tier));
  const check = (names: readonly string[], known: ReadonlySet<string>, path: string) => [
    ...names.flatMap((name, index) =>
      known.has(name)
        ? []
        : [{ path: `${field}.${path}.${index}`, message: `No model of this rate is "${name}"` }],
    ),
    ...names.flatMap((name, index) =>
      names.indexOf(name) < index
        ? [{ path: `${field}.${path}.${index}`, message: `"${name}" is there before` }]
        : [],
    ),
  ];
  return [
    ...check(
      (special.models ?? []).map(({ model }) => model),
      models,
      "models",
    ),
    ...check(
      (special.tiers ?? []).map(({ tier }) => tier),
      tiers,
      "tiers",
    ),
  ];
}
