import { expect, test } from "vitest";
import { openTestApi } from "./test-client.ts";

const api = openTestApi();

async function document() {
  const { status, body } = await api.call("GET", "/api/v1/openapi.json", { key: null });
  expect(status).toBe(200);
  return body;
}

test("the document is OpenAPI 3.1 and names every call of the contract that exists", async () => {
  const { openapi, servers, paths } = await document();
  const calls = Object.entries<object>(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect([openapi, servers]).toEqual(["3.1.0", [{ url: "http://localhost:3000/api/v1" }]]);
  expect(calls.toSorted()).toEqual([
    "get /packs",
    "get /rate-card",
    "get /workspaces/{workspace}/balance",
    "get /workspaces/{workspace}/ledger",
    "get /workspaces/{workspace}/usage",
    "patch /workspaces/{workspace}/events/{event}",
    "post /debits/batch",
    "post /workspaces/{workspace}/check",
    "post /workspaces/{workspace}/checkout",
    "post /workspaces/{workspace}/debits",
    "post /workspaces/{workspace}/grants",
    "post /workspaces/{workspace}/grants/{grant}/void",
    "post /workspaces/{workspace}/holds",
    "post /workspaces/{workspace}/holds/{hold}/capture",
    "post /workspaces/{workspace}/holds/{hold}/extend",
    "post /workspaces/{workspace}/holds/{hold}/release",
    "put /workspaces/{workspace}",
  ]);
});

test("every reference resolves, and every path parameter is declared", async () => {
  const { components, paths } = await document();
  const references = [
    ...JSON.stringify({ components, paths }).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g),
  ];
  expect(references.length).toBeGreaterThan(20);
  for (const [, name] of references) expect(Object.keys(components.schemas)).toContain(name);
  for (const [path, methods] of Object.entries<
    Record<string, { parameters: { name: string; in: string }[] }>
  >(paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { parameters = [] } of Object.values(methods)) {
      expect(parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name)).toEqual(
        named,
      );
    }
  }
});

test("every pattern is one that other languages can read", async () => {
  const patterns = [...JSON.stringify(await document()).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)];
  expect(patterns.length).toBeGreaterThan(10);
  for (const [, written = ""] of patterns) expect(JSON.parse(written)).toMatch(/^\^.*\$$/);
});

test("what validates is what is written: bodies are closed, writes ask for a key, problems are described", async () => {
  const { components, paths } = await document();
  const { DebitRequest, Line, Quantity } = components.schemas;
  expect([DebitRequest.additionalProperties, Line.additionalProperties]).toEqual([false, false]);
  expect([DebitRequest.required, Line.required]).toEqual([["lines"], ["feature"]]);
  expect(Quantity.anyOf).toMatchObject([{ type: "integer", minimum: 0, maximum: 1e12 }, { type: "string" }]);
  const { post } = paths["/workspaces/{workspace}/debits"];
  expect(post.security).toEqual([{ key: ["meter"] }]);
  expect(post.parameters).toContainEqual(
    expect.objectContaining({ name: "Idempotency-Key", in: "header", required: true }),
  );
  expect(post.requestBody.required).toBe(true);
  expect(Object.keys(post.responses)).toEqual([
    "201",
    "400",
    "401",
    "402",
    "403",
    "404",
    "413",
    "422",
    "429",
    "500",
    "503",
  ]);
  expect(Object.keys(post.responses[402].content)).toEqual(["application/problem+json"]);
  expect(components.securitySchemes.key).toMatchObject({ type: "http", scheme: "bearer" });
});

test("a batch is described by what its items are made of, and asks for no key of its own", async () => {
  const { components, paths } = await document();
  const { BatchItem, BatchRequest, DebitRequest } = components.schemas;
  const { workspace, idempotencyKey, ...spending } = BatchItem.properties;
  expect([BatchItem.required, BatchItem.additionalProperties]).toEqual([
    ["workspace", "idempotencyKey", "lines"],
    false,
  ]);
  expect([workspace.type, idempotencyKey.maxLength]).toEqual(["string", 255]);
  expect(spending).toEqual(DebitRequest.properties);
  expect(BatchRequest.properties.items).toMatchObject({ minItems: 1, maxItems: 1000 });
  expect(JSON.stringify(BatchRequest.properties.items)).toContain("#/components/schemas/BatchItem");
  const { post } = paths["/debits/batch"];
  expect(post.security).toEqual([{ key: ["meter"] }]);
  expect(post.parameters ?? []).toEqual([]);
});
