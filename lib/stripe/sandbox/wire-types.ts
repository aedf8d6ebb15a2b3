// For tests: tables of the official client's types, made by the TypeScript compiler, against which replies are checked.
import ts from "typescript";

/** What a value on the wire must look like. `keys` and `of` are made when they are first looked at: the types are cyclic. */
export type WireType =
  | { kind: "any" }
  | { kind: "null" }
  | { kind: "string" | "number" | "boolean" | "decimal" }
  | { kind: "literal"; value: string | number | boolean }
  | { kind: "array"; of: () => WireType }
  | { kind: "record"; of: () => WireType }
  | { kind: "object"; keys: () => Map<string, { optional: boolean; type: () => WireType }> }
  | { kind: "union"; of: WireType[] };

const FILE = `${import.meta.dirname}/wire-types.probe.ts`;

/** The tables of the named types, for example { customer: "Stripe.Customer" }. Throws when a name does not exist. */
export function wireTypes<K extends string>(names: Record<K, string>): (name: K) => WireType {
  const members = Object.entries<string>(names).map(([name, type]) => `${JSON.stringify(name)}: ${type};`);
  const text = `import type Stripe from "stripe";\nexport type Table = {\n${members.join("\n")}\n};`;
  const program = compile(text);
  const source = program.getSourceFile(FILE);
  const problem = program.getSemanticDiagnostics(source)[0];
  if (!source || problem) throw new Error(ts.flattenDiagnosticMessageText(problem?.messageText ?? "", "\n"));
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(source);
  const symbol = module && checker.getExportsOfModule(module).find((one) => one.name === "Table");
  const table = symbol && checker.getDeclaredTypeOfSymbol(symbol);
  const cache = new Map<ts.Type, WireType>();
  return (name) => {
    const property = table && checker.getPropertyOfType(table, name);
    if (!property) throw new Error(`There is no type named ${name}.`);
    return toWireType(checker, checker.getTypeOfSymbol(property), cache);
  };
}

function compile(text: string): ts.Program {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => file === FILE || fileExists(file);
  host.getSourceFile = (file, ...rest) =>
    file === FILE ? ts.createSourceFile(file, text, ts.ScriptTarget.ES2024) : getSourceFile(file, ...rest);
  return ts.createProgram([FILE], options, host);
}

function toWireType(checker: ts.TypeChecker, type: ts.Type, cache: Map<ts.Type, WireType>): WireType {
  const known = cache.get(type);
  if (known) return known;
  const made = makeWireType(checker, type, cache);
  cache.set(type, made);
  return made;
}

function makeWireType(checker: ts.TypeChecker, type: ts.Type, cache: Map<ts.Type, WireType>): WireType {
  const inner = (one: ts.Type) => toWireType(checker, one, cache);
  if (type.isUnion()) return unionOf(type.types.filter(isOnWire).map(inner));
  if (type.isStringLiteral() || type.isNumberLiteral()) return { kind: "literal", value: type.value };
  if (type.flags & ts.TypeFlags.BooleanLiteral) {
    return { kind: "literal", value: checker.typeToString(type) === "true" };
  }
  if (type.flags & ts.TypeFlags.Null) return { kind: "null" };
  if (type.flags & ts.TypeFlags.String) return { kind: "string" };
  if (type.flags & ts.TypeFlags.Number) return { kind: "number" };
  if (type.flags & ts.TypeFlags.Boolean) return { kind: "boolean" };
  // "OtherString": the client's way to keep an enum open for values it does not know.
  if (type.isIntersection()) return { kind: "string" };
  if (!(type.flags & ts.TypeFlags.Object)) return { kind: "any" };
  if (type.symbol?.name === "DecimalImpl") return { kind: "decimal" };
  if (checker.isArrayType(type)) return { kind: "array", of: () => inner(elementOf(checker, type)) };
  const index = checker.getIndexInfoOfType(type, ts.IndexKind.String);
  if (index) return { kind: "record", of: () => inner(index.type) };
  return { kind: "object", keys: once(() => keysOf(checker, type, inner)) };
}

/** `void` and `undefined` mean that the key is absent, which the key itself says. */
function isOnWire(type: ts.Type): boolean {
  return !(type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void));
}

function unionOf(members: WireType[]): WireType {
  const isEnum = members.some((one) => one.kind === "literal" && typeof one.value === "string");
  // Beside literals an open string is dropped: the sandbox must not invent values that Stripe does not document.
  const of = isEnum ? members.filter((one) => one.kind !== "string") : members;
  const [only] = of;
  return of.length === 1 && only ? only : { kind: "union", of };
}

function elementOf(checker: ts.TypeChecker, type: ts.Type): ts.Type {
  const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  if (!element) throw new Error("An array has an element type.");
  return element;
}

function keysOf(checker: ts.TypeChecker, type: ts.Type, inner: (one: ts.Type) => WireType) {
  return new Map(
    checker.getPropertiesOfType(type).map((property) => {
      const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      return [property.name, { optional, type: () => inner(checker.getTypeOfSymbol(property)) }] as const;
    }),
  );
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** What is wrong with `value`, one sentence each; empty when it fits. */
export function misfits(type: WireType, value: unknown, path = "$"): string[] {
  switch (type.kind) {
    case "any":
      return [];
    case "null":
      return value === null ? [] : [`${path} is not null`];
    case "literal":
      return value === type.value
        ? []
        : [`${path} is ${JSON.stringify(value)}, not ${JSON.stringify(type.value)}`];
    case "decimal":
      return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)
        ? []
        : [`${path} is not a decimal string`];
    case "array":
      if (!Array.isArray(value)) return [`${path} is not an array`];
      return value.flatMap((item, index) => misfits(type.of(), item, `${path}[${index}]`));
    case "record":
      if (!isObject(value)) return [`${path} is not an object`];
      return Object.entries(value).flatMap(([key, item]) => misfits(type.of(), item, `${path}.${key}`));
    case "object":
      return isObject(value) ? objectMisfits(type.keys(), value, path) : [`${path} is not an object`];
    case "union":
      return unionMisfits(type.of, value, path);
    default:
      return typeof value === type.kind ? [] : [`${path} is ${JSON.stringify(value)}, not a ${type.kind}`];
  }
}

function objectMisfits(
  keys: Map<string, { optional: boolean; type: () => WireType }>,
  value: Record<string, unknown>,
  path: string,
): string[] {
  const missing = [...keys].filter(([key, { optional }]) => !optional && !(key in value));
  return [
    ...missing.map(([key]) => `${path}.${key} is missing`),
    ...Object.entries(value).flatMap(([key, item]) => {
      const known = keys.get(key);
      return known
        ? misfits(known.type(), item, `${path}.${key}`)
        : [`${path}.${key} is not a key of the type`];
    }),
  ];
}

/** The complaints of the member that comes closest; of objects, the one whose `object` and `type` are the value's. */
function unionMisfits(members: readonly WireType[], value: unknown, path: string): string[] {
  const candidates = members.filter((member) => isCandidate(member, value));
  const complaints = (candidates.length > 0 ? candidates : members.slice(0, 1)).map((one) =>
    misfits(one, value, path),
  );
  const [closest] = complaints.toSorted((a, b) => a.length - b.length);
  return candidates.length > 0
    ? (closest ?? [])
    : [`${path} is ${JSON.stringify(value)}: no value of its type`];
}

function isCandidate(member: WireType, value: unknown): boolean {
  if (member.kind !== "object") return misfits(member, value).length === 0;
  if (!isObject(value)) return false;
  return ["object", "type"].every((key) => {
    const type = member.keys().get(key)?.type();
    return type?.kind !== "literal" || type.value === value[key];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
