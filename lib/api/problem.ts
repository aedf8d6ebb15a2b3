import { AppError } from "#lib/core/errors.ts";
import { requestId } from "#lib/log/request-context.ts";
import { getTexts } from "#lib/texts/texts.ts";
import { statusOf } from "#lib/web/http-status.ts";

/** What a code needs beside its sentence: amounts, fields, an address. JSON-ready. */
export type Facts = Readonly<Record<string, unknown>>;

/** A call was refused. The answer carries the code with its facts; `headers` go with it. */
export class RefusedError extends AppError {
  readonly facts: Facts;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: string, facts: Facts = {}, headers: Readonly<Record<string, string>> = {}) {
    super(code, `The call was refused: ${code}`);
    this.facts = facts;
    this.headers = headers;
  }
}

/** Problem details as RFC 9457 writes them. The type is a name, not an address; the code says the same in short. */
export function toProblem(code: string, facts: Facts = {}) {
  const texts = getTexts("api");
  return {
    type: `urn:headroom:problem:${code}`,
    title: texts(`title.${code}`),
    status: statusOf(code),
    code,
    detail: texts(`detail.${code}`, valuesOf(facts)),
    requestId: requestId(),
    ...facts,
  };
}

export function problemResponse(
  code: string,
  facts: Facts = {},
  headers: Readonly<Record<string, string>> = {},
): Response {
  const problem = toProblem(code, facts);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
      "X-Request-Id": problem.requestId,
      ...headers,
    },
  });
}

/** The facts that a sentence may name: texts as they are, amounts per credit type as "5 ai and 2 automation". */
function valuesOf(facts: Facts): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, fact] of Object.entries(facts)) {
    if (typeof fact === "string" || typeof fact === "number") values[name] = String(fact);
    else if (fact instanceof Date) values[name] = fact.toISOString();
    else if (typeof fact === "object" && fact !== null) values[name] = listed(fact);
  }
  return values;
}

function listed(amounts: object): string {
  return Object.entries(amounts)
    .filter(([, amount]) => amount !== "0")
    .map(([type, amount]) => `${amount} ${type}`)
    .join(" and ");
}
