// OpenAPI's schemas as TypeScript. Only the keywords that our own schemas use; any other stops the generator, so that
// a type is never silently wrong.

export type Schema = {
  $ref?: string;
  type?: string | readonly string[];
  format?: string;
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  /** How a reference is written that says more of itself. */
  allOf?: readonly Schema[];
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  description?: string;
};

/** What says which values are accepted but not of which type they are. */
const SILENT = [
  "example",
  "default",
  "pattern",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "propertyNames",
];

const KNOWN = new Set([
  ...["$ref", "type", "format", "enum", "const", "anyOf", "oneOf", "allOf", "properties", "required"],
  ...["additionalProperties", "items", "description", ...SILENT],
]);

/** The TypeScript of a schema. Throws at a keyword it does not know. */
export function toType(schema: Schema): string {
  const unknown = Object.keys(schema).filter((keyword) => !KNOWN.has(keyword));
  if (unknown.length > 0) throw new Error(`The generator does not know ${unknown.join(", ")}`);
  if (schema.$ref !== undefined) return refName(schema.$ref);
  if (schema.enum) return unionOf(schema.enum.map((value) => JSON.stringify(value)));
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return unionOf(choices.map(toType));
  if (schema.allOf) return allOf(schema.allOf);
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  return types.length === 0 ? "unknown" : unionOf(types.map((type) => ofType(type, schema)));
}

export function refName(ref: string): string {
  return ref.slice(ref.lastIndexOf("/") + 1);
}

function allOf(parts: readonly Schema[]): string {
  return parts
    .map(toType)
    .filter((type) => type !== "unknown")
    .join(" & ");
}

function unionOf(types: readonly string[]): string {
  // A text among texts says nothing more.
  const said = types.includes("string") ? types.filter((type) => !type.startsWith('"')) : types;
  return [...new Set(said)].join(" | ");
}

function ofType(type: string, schema: Schema): string {
  switch (type) {
    case "string":
      return schema.format === "decimal" ? "Decimal" : "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    case "array":
      return `ReadonlyArray<${toType(schema.items ?? {})}>`;
    case "object":
      return objectType(schema);
    default:
      throw new Error(`The generator does not know the type ${type}`);
  }
}

function objectType({ properties = {}, required = [], additionalProperties }: Schema): string {
  const fields = Object.entries(properties).map(([name, schema]) =>
    field(name, schema, required.includes(name)),
  );
  const rest = typeof additionalProperties === "object" ? toType(additionalProperties) : null;
  if (fields.length === 0) return `{ readonly [name: string]: ${rest ?? "unknown"} }`;
  const open = rest === null ? [] : [`readonly [name: string]: ${rest};`];
  return `{\n${[...fields, ...open].join("\n")}\n}`;
}

/** One property with its description above it. */
export function field(name: string, schema: Schema, required: boolean): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
  const description = schema.description ?? schema.allOf?.find((part) => part.description)?.description;
  const type = required ? toType(schema) : unionOf([toType(schema), "undefined"]);
  return `${remark(description)}readonly ${key}${required ? "" : "?"}: ${type};`;
}

/** A description as a comment that an editor shows. */
export function remark(description: string | undefined): string {
  return description === undefined ? "" : `/** ${description.replaceAll("*/", "* /")} */\n`;
}
