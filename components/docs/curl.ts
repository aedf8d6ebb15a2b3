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
    ...(body === undefined ? [] : [`-H "Content-Type: application/json"`, `-d ${quote(toJson(body))}`]),
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

/** JSON as it is read best: what fits stays on one line. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
