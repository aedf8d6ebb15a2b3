import { expect, test } from "vitest";
import { createApiKey } from "#lib/commands/create-api-key.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { EXAMPLE_BASE_URL, EXAMPLES, PAYMENT_PAGE_EXAMPLE, REFUSAL_EXAMPLE } from "./examples.ts";
import { freshKey, KEY, NOW, openTestApi, records } from "./test-client.ts";
import { openTestStripe } from "./test-stripe.ts";

const api = openTestApi();
openTestStripe();
const admin: Viewer = { kind: "platform", keyId: null };
const PAYMENT_PAGE = /^http:\/\/127\.0\.0\.1:\d+\/stripe-sandbox\/pay\/cs_test_\w+$/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The ids that the API really gave for those that the story makes up. */
const real = new Map<string, string>();

function toReal(text: string): string {
  return text.replaceAll(UUID, (id) => real.get(id) ?? id);
}

function call(name: string, key: string) {
  const example = EXAMPLES[name];
  if (!example) throw new Error(`No example of ${name}`);
  const [method = "", template = ""] = name.split(" ");
  const values: Record<string, string> = { workspace: "acme-home", ...example.parameters };
  const path = template.replaceAll(/\{(\w+)\}/g, (_, place: string) => values[place] ?? "");
  const query = Object.entries(example.parameters ?? {}).filter(
    ([place]) => !template.includes(`{${place}}`),
  );
  return api.call(method, toReal(`/api/v1${path}?${new URLSearchParams(query)}`), {
    key,
    headers: { "Idempotency-Key": freshKey() },
    ...(example.body !== undefined && { body: toReal(JSON.stringify(example.body)) }),
  });
}

/** Where a real answer is not what the example shows; null when it is. Notes the ids on the way. */
function difference(shown: unknown, answer: unknown, at = "answer"): string | null {
  if (Array.isArray(shown) && Array.isArray(answer)) {
    const missing = shown.findIndex((entry) => answer.every((one) => difference(entry, one) !== null));
    return missing === -1 ? null : `${at}[${missing}] is not there`;
  }
  if (isObject(shown) && isObject(answer)) {
    const names = (value: object) => Object.keys(value).toSorted().join();
    if (names(shown) !== names(answer)) return `${at} has ${names(answer)}`;
    const found = Object.keys(shown).map((name) => difference(shown[name], answer[name], `${at}.${name}`));
    return found.find((one) => one !== null) ?? null;
  }
  if (typeof shown === "string" && typeof answer === "string") return differenceOfTexts(shown, answer, at);
  return shown === answer ? null : `${at} is ${answer}`;
}

function differenceOfTexts(shown: string, answer: string, at: string): string | null {
  const plain = (text: string) =>
    text
      .replaceAll(UUID, "id")
      .replace(EXAMPLE_BASE_URL, "http://localhost:3000")
      .replace(PAYMENT_PAGE, PAYMENT_PAGE_EXAMPLE);
  if (plain(shown) !== plain(answer)) return `${at} is ${answer}`;
  const ids = answer.match(UUID) ?? [];
  for (const [index, id] of (shown.match(UUID) ?? []).entries()) {
    if (!real.has(id)) real.set(id, ids[index] ?? "");
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

test("every call of the story is answered as the document shows it", async () => {
  for (const [name, { status, answer }] of Object.entries(EXAMPLES)) {
    const { status: answered, body } = await call(name, KEY);
    expect([name, answered, difference(answer, body)]).toEqual([name, status, null]);
  }
  const refused = await api.post("/workspaces/acme-home/debits", records(5000));
  expect([refused.status, difference(REFUSAL_EXAMPLE, refused.body)]).toEqual([402, null]);
});

test("every call may be made with the keys that the document names, and with no other", async () => {
  const made = async (scope: "read" | "meter") => {
    const key = await createApiKey(admin, "acme-home", { name: scope, scopes: [scope], reason: "Test" }, NOW);
    if (!key.ok) throw new Error(key.error.code);
    return [scope, key.value.secret] as const;
  };
  for (const [scope, secret] of [await made("read"), await made("meter")]) {
    for (const [name, { keys }] of Object.entries(EXAMPLES)) {
      const { status } = await call(name, secret);
      const may = keys.length === 0 || keys.includes(scope);
      expect([name, scope, status === 403 || status === 404], JSON.stringify(status)).toEqual([
        name,
        scope,
        !may,
      ]);
    }
  }
});

test("every call of the document has its example", async () => {
  const { body } = await api.call("GET", "/api/v1/openapi.json", { key: null });
  const calls = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(calls.toSorted()).toEqual(Object.keys(EXAMPLES).toSorted());
});
