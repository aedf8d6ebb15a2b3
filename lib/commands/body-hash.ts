import { hash } from "node:crypto";

/** SHA-256, 64 hex digits, of what was asked under an idempotency key: fields in any order, absent ones left out. */
export function bodyHashOf(body: unknown): string {
  return hash("sha256", canonical(body), "hex");
}

/** JSON with every object's fields in one order, written at once and without copies: a batch has a thousand bodies. */
function canonical(value: unknown): string {
  if (typeof value === "bigint") return `"${value}"`;
  if (!isObject(value) || value instanceof Date) return JSON.stringify(value) ?? "null";
  return Array.isArray(value) ? canonicalList(value) : canonicalObject(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function canonicalList(list: readonly unknown[]): string {
  let text = "";
  for (const entry of list) text += `${text === "" ? "" : ","}${canonical(entry)}`;
  return `[${text}]`;
}

function canonicalObject(value: Record<string, unknown>): string {
  let text = "";
  for (const name of sorted(Object.keys(value))) {
    const entry = value[name];
    if (entry !== undefined) text += `${text === "" ? "" : ","}${quoted(name)}:${canonical(entry)}`;
  }
  return `{${text}}`;
}

const FEW = 16;

/** By UTF-16 code units. A few are moved to their places: an array's own sort makes more garbage than all the rest of a debit's hash. */
function sorted(names: string[]): string[] {
  if (names.length > FEW) return names.sort();
  let from = 0;
  for (const name of names) {
    let to = from;
    for (let before = names[to - 1]; before !== undefined && before > name; before = names[to - 1]) {
      names[to] = before;
      to -= 1;
    }
    names[to] = name;
    from += 1;
  }
  return names;
}

const PLAIN = /^\w+$/;

function quoted(name: string): string {
  return PLAIN.test(name) ? `"${name}"` : JSON.stringify(name);
}
