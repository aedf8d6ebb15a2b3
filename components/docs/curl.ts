import type { Operation } from "./contract.ts";

/** The call as a line for a shell that has the key in HEADROOM_API_KEY. Every run is a new request, with a new key. */
export function toCurl(baseUrl: string, method: string, path: string, operation: Operation): string {
  const { parameters = [], requestBody } = operation;
  const body = requestBody?.content["application/json"]?.example;
  const isKeyed = parameters.some(({ name }) => name === "Idempotency-Key");
  const lines = [
    `curl ${method === "GET" ? "" : `-X ${method} `}${quote(`${baseUrl}/api/v1${toAddress(path, parameters)}`)}`,
    `-H "Authorization: Bearer $HEADROOM_API_KEY"`,
    ...(isKeyed ? [`-H "Idempotency-Key: $(uuidgen)"`] : []),
    ...(body === undefined ? [] : [`-H "Content-Type: application/json"`, `-d ${quote(toJson(body, "  "))}`]),
  ];
  return lines.join(" \\\n  ");
}

function toAddress(path: string, parameters: NonNullable<Operation["parameters"]>): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = parameters.find((one) => one.in === "path" && one.name === name);
    return String(parameter?.example ?? parameter?.schema.example ?? name);
  });
  const query = parameters.flatMap(({ name, example, in: place }) =>
    place === "query" && example !== undefined ? [[name, String(example)]] : [],
  );
  return query.length === 0 ? filled : `${filled}?${new URLSearchParams(query)}`;
}

const WIDTH = 80;

/** JSON as it is read best: what fits into a line stays on one. */
export function toJson(value: unknown, indent = ""): string {
  const short = shortly(value);
  if (typeof value !== "object" || value === null || indent.length + short.length <= WIDTH) return short;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const entries = Object.entries(value).map(([name, entry]) => {
    const written = toJson(entry, `${indent}  `);
    return `${indent}  ${Array.isArray(value) ? written : `${JSON.stringify(name)}: ${written}`}`;
  });
  return `${open}\n${entries.join(",\n")}\n${indent}${close}`;
}

function shortly(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(shortly).join(", ")}]`;
  const entries = Object.entries(value).map(([name, entry]) => `${JSON.stringify(name)}: ${shortly(entry)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
