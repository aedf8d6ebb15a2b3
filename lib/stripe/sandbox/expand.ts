// `expand`: replaces ids by the objects they name, along the paths that the caller lists.
import { invalidRequest } from "./api-error.ts";
import { requireOrder } from "./objects/checkout-session.ts";
import type { World } from "./world.ts";

type Json = { [key: string]: unknown };

/** Which properties of an object are ids, and of what. */
const EXPANDABLE = {
  "checkout.session": { payment_intent: "payment_intent", customer: "customer" },
  payment_intent: { latest_charge: "charge", customer: "customer", payment_method: "payment_method" },
  payment_method: { customer: "customer" },
  charge: { payment_intent: "payment_intent", customer: "customer" },
  price: { product: "product" },
} as const;

/** A copy of `answer` in which each of `paths` ("payment_intent.latest_charge", "data.customer") is expanded. */
export function expand(world: World, answer: object, paths: readonly string[]): object {
  const copy: Json = JSON.parse(JSON.stringify(answer));
  for (const path of paths) expandPath(world, copy, path.split("."), path);
  return copy;
}

function expandPath(world: World, node: Json, keys: readonly string[], path: string): void {
  const [key, ...rest] = keys;
  if (key === undefined) return;
  if (node.object === "list" && key === "data") {
    for (const item of Array.isArray(node.data) ? node.data : []) expandPath(world, item, rest, path);
    return;
  }
  const child = expandKey(world, node, key, path);
  if (child !== null) expandPath(world, child, rest, path);
}

function expandKey(world: World, node: Json, key: string, path: string): Json | null {
  if (node.object === "checkout.session" && key === "line_items") {
    node.line_items ??= linesOf(world, String(node.id));
  } else if (node[key] === null || isObject(node[key])) {
    // Nothing to look up: there is no such thing yet, or an earlier path has expanded it.
    requireKind(node, key, path);
  } else {
    const row = world.store.get(requireKind(node, key, path), String(node[key]));
    node[key] = JSON.parse(JSON.stringify(row ?? null));
  }
  const child = node[key];
  return isObject(child) ? child : null;
}

function requireKind(node: Json, key: string, path: string) {
  const kinds: Json | undefined = Object.entries(EXPANDABLE).find(([object]) => object === node.object)?.[1];
  const kind = kinds?.[key];
  switch (kind) {
    case "payment_intent":
    case "customer":
    case "charge":
    case "payment_method":
    case "product":
      return kind;
    default:
      throw invalidRequest(`This property cannot be expanded (${path}).`, { param: "expand" });
  }
}

function linesOf(world: World, sessionId: string): Json {
  return {
    object: "list",
    data: JSON.parse(JSON.stringify(requireOrder(world, sessionId).lines)),
    has_more: false,
    url: `/v1/checkout/sessions/${sessionId}/line_items`,
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null;
}
