import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { generatedFiles } from "./generate-sdk.ts";
import { toType } from "./schema-types.ts";
import { toSource } from "./sdk-source.ts";
import { ROOT } from "./steps.ts";

test("what is generated from the API's schemas is what the present schemas give", async () => {
  for (const [path, text] of await generatedFiles()) {
    const kept = readFileSync(join(ROOT, path), "utf8");
    expect(
      kept === text,
      `${path} is not up to date: run node_modules/.bin/node scripts/generate-sdk.ts`,
    ).toBe(true);
  }
});

describe("a schema as a type", () => {
  test.each([
    [{ type: "string" }, "string"],
    [{ type: "string", format: "decimal" }, "Decimal"],
    [{ type: ["string", "null"], format: "date-time" }, "string | null"],
    [{ type: "integer", minimum: 1 }, "number"],
    [{ type: "boolean" }, "boolean"],
    [{ type: "string", enum: ["all", "up_to"] }, '"all" | "up_to"'],
    [{ const: "applied" }, '"applied"'],
    [{ $ref: "#/components/schemas/Line" }, "Line"],
    [{ allOf: [{ $ref: "#/components/schemas/Credits" }, { description: "Of the change" }] }, "Credits"],
    [{ anyOf: [{ type: "integer" }, { type: "number" }, { type: "null" }] }, "number | null"],
    [{ anyOf: [{ type: "string", enum: [""] }, { type: "string" }] }, "string"],
    [
      { allOf: [{ $ref: "#/components/schemas/Debit" }, { type: "object", properties: {} }] },
      "Debit & { readonly [name: string]: unknown }",
    ],
    [{ type: "array", items: { type: "string" } }, "ReadonlyArray<string>"],
    [{ type: "object", additionalProperties: { type: "integer" } }, "{ readonly [name: string]: number }"],
    [{ type: "object", additionalProperties: {} }, "{ readonly [name: string]: unknown }"],
    [{}, "unknown"],
  ])("%j is %s", (schema, type) => {
    expect(toType(schema)).toBe(type);
  });

  test("has its optional fields, its descriptions and its names with dashes", () => {
    const properties = { id: { type: "string", description: "A */ name" }, "per-unit": { type: "integer" } };
    expect(toType({ type: "object", properties, required: ["id"] })).toBe(
      '{\n/** A * / name */\nreadonly id: string;\nreadonly "per-unit"?: number | undefined;\n}',
    );
  });

  test("with a keyword that is not known is no type at all", () => {
    const schema = { type: "object", patternProperties: {} };
    expect(() => toType(schema)).toThrow("patternProperties");
    expect(() => toType({ type: "text" })).toThrow("text");
  });
});

test("a call is typed by its parameters, its body and its good answer; a key is none of its fields", () => {
  const source = toSource({
    components: { schemas: {} },
    paths: {
      "/things/{thing}": {
        post: {
          parameters: [
            { name: "thing", in: "path", required: true, schema: { type: "string" } },
            { name: "limit", in: "query", schema: { type: "integer" } },
            { name: "Idempotency-Key", in: "header", required: true, schema: { type: "string" } },
          ],
          requestBody: { required: true, content: { "application/json": { schema: { type: "boolean" } } } },
          responses: {
            201: { description: "Made", content: { "application/json": { schema: { type: "integer" } } } },
            402: {
              description: "insufficient_credits, other",
              content: { "application/problem+json": { schema: {} } },
            },
          },
        },
        patch: {
          requestBody: { content: { "application/json": { schema: { type: "string" } } } },
          responses: { 204: { description: "Done" } },
        },
      },
    },
  });
  expect(source.replaceAll(/\s+/g, " ")).toContain(
    '"POST /things/{thing}": { input: { readonly path: { readonly thing: string; }; ' +
      "readonly query?: { readonly limit?: number | undefined; }; readonly body: boolean; }; answer: number };",
  );
  expect(source.replaceAll(/\s+/g, " ")).toContain(
    '"PATCH /things/{thing}": { input: { readonly body?: string | undefined; }; answer: unknown };',
  );
  expect(source).toContain('export type ProblemCode = "insufficient_credits" | "other";');
  expect(source).toContain('new Set(["POST /things/{thing}"])');
});
