// Stripe's clients send "application/x-www-form-urlencoded" with brackets: line_items[0][price_data][currency]=eur.
import { invalidRequest } from "./api-error.ts";

/** Parameters as sent: text at the leaves. Arrays are trees whose keys are "0", "1", ...; the schema makes lists of them. */
export type FormTree = { [key: string]: string | FormTree };

const NAME = /^([^[\]]+)((?:\[[^[\]]*\])*)$/;

/** Reads a form-encoded body or query string. Refuses malformed and contradictory names. */
export function parseForm(text: string): FormTree {
  const tree = emptyTree();
  for (const [name, value] of new URLSearchParams(text)) {
    const match = NAME.exec(name);
    const root = match?.[1];
    if (root === undefined) throw invalidRequest(`Invalid parameter name: ${name}`, { param: name });
    const keys = Array.from(match?.[2]?.matchAll(/\[([^[\]]*)\]/g) ?? [], ([, key = ""]) => key);
    place(tree, [root, ...keys], value, name);
  }
  return tree;
}

// Without a prototype: a parameter named "__proto__" is only a key.
function emptyTree(): FormTree {
  return Object.create(null);
}

function place(tree: FormTree, keys: readonly string[], value: string, name: string): void {
  const [first = "", ...rest] = keys;
  const key = first === "" ? String(Object.keys(tree).length) : first;
  const known = tree[key];
  if (rest.length === 0) {
    if (typeof known === "object") throw invalidRequest(`Invalid object: ${name}`, { param: name });
    tree[key] = value;
    return;
  }
  if (typeof known === "string") throw invalidRequest(`Invalid object: ${name}`, { param: name });
  const child = known ?? emptyTree();
  tree[key] = child;
  place(child, rest, value, name);
}
