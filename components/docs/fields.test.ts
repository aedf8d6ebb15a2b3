import { describe, expect, test } from "vitest";
import type { Schema, Schemas } from "./contract.ts";
import { toField, toFields } from "./fields.ts";

const schemas: Schemas = {
  Credits: { type: "string", format: "decimal", description: "Credits as a decimal string." },
  Amounts: { type: "object", additionalProperties: { $ref: "#/components/schemas/Credits" } },
  Line: { type: "object", properties: { feature: { type: "string" } }, required: ["feature"] },
};

const paths = (schema: Schema) => toFields(schema, schemas).map(({ path }) => path);
const kinds = (schema: Schema) => toField("it", schema, true, schemas).kinds;

describe("the fields of a body", () => {
  test("are in the order they are written, those inside of others after them", () => {
    const schema: Schema = {
      type: "object",
      properties: {
        lines: { type: "array", items: { $ref: "#/components/schemas/Line" } },
        spent: { $ref: "#/components/schemas/Amounts" },
        types: { type: "object", additionalProperties: { $ref: "#/components/schemas/Line" } },
        price: { type: "object", properties: { currency: { type: "string" } } },
      },
      required: ["lines"],
    };
    expect(paths(schema)).toEqual([
      "lines",
      "lines[].feature",
      "spent",
      "types",
      "types.*.feature",
      "price",
      "price.currency",
    ]);
    expect(toFields(schema, schemas).map(({ required }) => required)).toEqual([
      ...[true, true, false, false, true, false, false],
    ]);
  });

  test("of one of several forms are those of all forms", () => {
    const other: Schema = { type: "object", properties: { code: { type: "string" } } };
    expect(paths({ anyOf: [{ $ref: "#/components/schemas/Line" }, other] })).toEqual(["feature", "code"]);
  });

  test("of several forms stand once, and are always there only if every form has them", () => {
    const form = (status: number, name: string): Schema => ({
      type: "object",
      properties: { status: { type: "integer", enum: [status] }, [name]: { type: "string" } },
      required: ["status", name],
    });
    const fields = toFields({ anyOf: [form(201, "id"), form(402, "code")] }, schemas);
    expect(fields.map(({ path, required, choices }) => [path, required, choices])).toEqual([
      ["status", true, ["201", "402"]],
      ["id", false, []],
      ["code", false, []],
    ]);
  });

  test("of a form that adds to another are those of both", () => {
    const more: Schema = { type: "object", properties: { more: { type: "string" } }, required: ["more"] };
    const both = toFields({ allOf: [{ $ref: "#/components/schemas/Line" }, more] }, schemas);
    expect(both.map(({ path, required }) => [path, required])).toEqual([
      ["feature", true],
      ["more", true],
    ]);
  });

  test("that are named nowhere stop the page", () => {
    expect(() => paths({ $ref: "#/components/schemas/Nothing" })).toThrow("Nothing");
  });
});

describe("a field", () => {
  test.each<[Schema, string[]]>([
    [{ type: "string" }, ["text"]],
    [{ type: ["string", "null"], format: "date-time" }, ["instant", "null"]],
    [{ $ref: "#/components/schemas/Credits" }, ["decimal"]],
    [{ anyOf: [{ type: "integer" }, { $ref: "#/components/schemas/Credits" }] }, ["integer", "decimal"]],
    [{ type: "object", properties: {} }, ["object"]],
    [{ type: "object", additionalProperties: {} }, ["any"]],
    [{}, ["any"]],
  ])("%j holds %j", (schema, expected) => {
    expect(kinds(schema)).toEqual(expected);
  });

  test("that is a list is told by what it holds, and by how many", () => {
    const schema: Schema = {
      type: "array",
      items: { type: "string", enum: ["a", "b"] },
      minItems: 1,
      maxItems: 9,
    };
    expect(toField("it", schema, true, schemas)).toMatchObject({
      kinds: ["text"],
      shape: "list",
      choices: ["a", "b"],
      least: 1,
      most: 9,
    });
  });

  test("that is an object with any names is told by what they hold", () => {
    const spent: Schema = { $ref: "#/components/schemas/Amounts" };
    expect(toField("it", spent, true, schemas)).toMatchObject({ kinds: ["decimal"], shape: "map" });
  });

  test("says of a named schema what is said beside its name", () => {
    const schema: Schema = {
      allOf: [{ $ref: "#/components/schemas/Credits" }, { description: "The change." }],
    };
    expect(toField("it", schema, true, schemas)).toMatchObject({
      kinds: ["decimal"],
      description: "The change.",
    });
  });
});
