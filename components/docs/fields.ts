import type { Schema, Schemas } from "./contract.ts";

/** What a field holds; the words for it are in the catalogue. */
type Kind =
  | "text"
  | "decimal"
  | "instant"
  | "email"
  | "integer"
  | "number"
  | "boolean"
  | "object"
  | "any"
  | "null";

export type Field = {
  /** From the body's root: "lines[].quantity", "credits.*.available" where * is any name. */
  readonly path: string;
  readonly kinds: readonly Kind[];
  /** One value, or a list or an object with any names that hold such values. */
  readonly shape: "one" | "list" | "map";
  readonly required: boolean;
  readonly description: string | null;
  /** The only values there are; empty where others are, too. */
  readonly choices: readonly string[];
  readonly byDefault: string | null;
  readonly least: number | null;
  readonly most: number | null;
};

/** Every field of a schema in the order it is written, those inside of others after them. */
export function toFields(schema: Schema, schemas: Schemas): Field[] {
  return inside("", schema, schemas);
}

/** What the document says of a form itself. */
export function aboutOf(schema: Schema, schemas: Schemas): string | null {
  return resolve(schema, schemas).description ?? null;
}

/** One value by itself: a parameter. */
export function toField(path: string, given: Schema, required: boolean, schemas: Schemas): Field {
  const schema = resolve(given, schemas);
  const held = schema.items ?? valuesOf(schema);
  const value = held ? resolve(held, schemas) : schema;
  const size = [schema.minimum ?? schema.minItems, schema.maximum ?? schema.maxItems];
  return {
    path,
    kinds: kindsOf(value, schemas),
    shape: schema.items ? "list" : held ? "map" : "one",
    required,
    description: schema.description ?? null,
    choices: (value.enum ?? []).map(String),
    byDefault: schema.default === undefined ? null : JSON.stringify(schema.default),
    least: size[0] ?? schema.minLength ?? null,
    most: size[1] ?? schema.maxLength ?? null,
  };
}

function inside(path: string, given: Schema, schemas: Schemas): Field[] {
  const schema = resolve(given, schemas);
  const parts = schema.anyOf ?? schema.oneOf ?? [schema];
  const forms = parts.map((part) => ofObject(path, resolve(part, schemas), schemas));
  const [only = []] = forms;
  return forms.length === 1 ? only : ofEither(path, forms);
}

/** The fields of several forms, each once. One that is not in every form is not always there; what is inside of it, is. */
function ofEither(path: string, forms: readonly (readonly Field[])[]): Field[] {
  const byPath = Map.groupBy(forms.flat(), ({ path }) => path);
  return [...byPath.values()].flatMap((fields) => {
    const [first] = fields;
    if (!first) return [];
    const choices = fields.flatMap((field) => field.choices);
    return {
      ...first,
      kinds: [...new Set(fields.flatMap((field) => field.kinds))],
      required:
        (isInside(path, first.path) || fields.length === forms.length) &&
        fields.every((field) => field.required),
      choices: fields.every((field) => field.choices.length > 0) ? [...new Set(choices)] : [],
    };
  });
}

function isInside(path: string, of: string): boolean {
  return of.slice(path.length + 1).includes(".");
}

function ofObject(path: string, schema: Schema, schemas: Schemas): Field[] {
  const { properties = {}, required = [], items } = schema;
  if (items) return inside(`${path}[]`, items, schemas);
  const start = path === "" ? "" : `${path}.`;
  const named = Object.entries(properties).flatMap(([name, property]) => [
    toField(`${start}${name}`, property, required.includes(name), schemas),
    ...inside(`${start}${name}`, property, schemas),
  ]);
  const values = valuesOf(schema);
  return values ? [...named, ...inside(`${start}*`, values, schemas)] : named;
}

/** What an object with any names holds under each of them. */
function valuesOf({ properties, additionalProperties }: Schema): Schema | null {
  return properties === undefined && typeof additionalProperties === "object" ? additionalProperties : null;
}

function kindsOf(schema: Schema, schemas: Schemas): Kind[] {
  const parts = schema.anyOf ?? schema.oneOf;
  if (parts) return [...new Set(parts.flatMap((part) => kindsOf(resolve(part, schemas), schemas)))];
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  return types.length === 0 ? ["any"] : types.map((type) => kindOf(type, schema));
}

const TEXTS: Readonly<Record<string, Kind>> = { decimal: "decimal", "date-time": "instant", email: "email" };

function kindOf(type: string, { format = "" }: Schema): Kind {
  switch (type) {
    case "string":
      return TEXTS[format] ?? "text";
    case "integer":
    case "number":
    case "boolean":
    case "null":
    case "object":
      return type;
    default:
      return "any";
  }
}

/** The schema that a reference names, with what is said beside it. */
function resolve(schema: Schema, schemas: Schemas): Schema {
  if (schema.allOf) return schema.allOf.map((part) => resolve(part, schemas)).reduce(together, {});
  if (schema.$ref === undefined) return schema;
  const named = schemas[schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1)];
  if (!named) throw new Error(`The document has no ${schema.$ref}`);
  return resolve(named, schemas);
}

/** What both say; where both say one thing, the second. Their fields stand side by side. */
function together(one: Schema, other: Schema): Schema {
  const properties = { ...one.properties, ...other.properties };
  const required = [...(one.required ?? []), ...(other.required ?? [])];
  return {
    ...one,
    ...other,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}
