import type { Contract, Operation, Schema, Schemas } from "./contract.ts";
import { toCurl } from "./curl.ts";
import { aboutOf, type Field, toField, toFields } from "./fields.ts";

export const CHAPTERS = ["workspaces", "spending", "grants", "reading", "catalogue"] as const;
type Chapter = (typeof CHAPTERS)[number];

type Shown = {
  /** What the form is for, where the document says it. */
  readonly about: string | null;
  readonly fields: readonly Field[];
  readonly example: unknown;
};

export type Call = {
  /** For the address of its place on the page. */
  readonly id: string;
  readonly chapter: Chapter;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  /** Scopes of a workspace's key that may make it; "platform" where only the platform may; empty for any key. */
  readonly keys: readonly string[];
  readonly parameters: readonly (Field & { readonly place: string })[];
  /** Null where there is nothing to send. */
  readonly body: (Shown & { readonly required: boolean }) | null;
  readonly answers: readonly (Shown & { readonly status: string; readonly description: string })[];
  readonly refusals: readonly { readonly status: string; readonly codes: readonly string[] }[];
  readonly curl: string;
};

export type Reference = {
  readonly calls: readonly Call[];
  /** Every code that a call may be refused with, by status. */
  readonly codes: readonly { readonly code: string; readonly status: string }[];
  readonly refusal: Shown;
};

const PROBLEM = "application/problem+json";

/** The document as a reader wants it: by chapter, every schema as a flat list of fields. */
export function toReference({ paths, components: { schemas } }: Contract, baseUrl: string): Reference {
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      toCall(method.toUpperCase(), path, operation, schemas, baseUrl),
    ),
  );
  const byCode = new Map(
    calls.flatMap(({ refusals }) =>
      refusals.flatMap(({ status, codes }) => codes.map((code) => [code, status])),
    ),
  );
  const codes = [...byCode].map(([code, status]) => ({ code, status }));
  return {
    calls: calls.toSorted((a, b) => CHAPTERS.indexOf(a.chapter) - CHAPTERS.indexOf(b.chapter)),
    codes: codes.toSorted((a, b) => `${a.status} ${a.code}`.localeCompare(`${b.status} ${b.code}`)),
    refusal: show(schemas.Problem ?? {}, schemas.Problem?.example, schemas),
  };
}

function toCall(method: string, path: string, operation: Operation, schemas: Schemas, baseUrl: string): Call {
  const { parameters = [], requestBody, responses, security, summary } = operation;
  const body = requestBody?.content["application/json"];
  return {
    id: `${method} ${path}`
      .toLowerCase()
      .replaceAll(/[^a-z]+/g, "-")
      .replace(/-$/, ""),
    chapter: chapterOf(path),
    method,
    path,
    summary,
    keys: security.flatMap(({ key }) => key),
    parameters: parameters.map((parameter) => ({
      ...toField(parameter.name, parameter.schema, parameter.required ?? false, schemas),
      place: parameter.in,
    })),
    body: body ? toBody(show(body.schema, body.example, schemas), requestBody?.required ?? false) : null,
    answers: Object.entries(responses).flatMap(([status, { description, content }]) => {
      const answer = content?.["application/json"];
      return answer ? [{ status, description, ...show(answer.schema, answer.example, schemas) }] : [];
    }),
    refusals: Object.entries(responses).flatMap(([status, { description, content }]) =>
      content?.[PROBLEM] ? [{ status, codes: description.split(", ") }] : [],
    ),
    curl: toCurl(baseUrl, method, path, operation),
  };
}

/** An empty object is accepted where nothing need be sent; a reader has nothing to do with it. */
function toBody(shown: Shown, required: boolean): Call["body"] {
  return shown.fields.length > 0 || required ? { ...shown, required } : null;
}

function show(schema: Schema, example: unknown, schemas: Schemas): Shown {
  return { about: aboutOf(schema, schemas), fields: toFields(schema, schemas), example: example ?? null };
}

const PLACES: readonly (readonly [RegExp, Chapter])[] = [
  [/\/(check|debits|holds|events)(\/|$)/, "spending"],
  [/\/grants(\/|$)/, "grants"],
  [/\/(balance|usage|ledger)$/, "reading"],
  [/\/(rate-card|packs|checkout)$/, "catalogue"],
];

function chapterOf(path: string): Chapter {
  return PLACES.find(([pattern]) => pattern.test(path))?.[1] ?? "workspaces";
}
