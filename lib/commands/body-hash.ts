import { hash } from "node:crypto";

/** SHA-256, 64 hex digits, of what was asked under an idempotency key: fields in any order, absent ones left out. */
export function bodyHashOf(body: unknown): string {
  return hash("sha256", canonical(body), "hex");
}

/** JSON with every object's fields in one order, written at once: a batch has a thousand bodies. */
function canonical(value: unknown): string {
  if (typeof value === "bigint") return `"${value}"`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  return canonicalObject(value);
}

function canonicalObject(value: object): string {
  let text = "";
  for (const [key, entry] of Object.entries(value).sort(byKey)) {
    if (entry !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${canonical(entry)}`;
  }
  return `{${text}}`;
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
