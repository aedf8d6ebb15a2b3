// The parameter types of Stripe's API, read from form text, and its refusals when they do not fit.
import { z } from "zod";
import { type ApiError, invalidRequest } from "./api-error.ts";
import type { FormTree } from "./form-params.ts";

export const text = z.string().min(1).max(5000);
/** '' unsets, as in the official client's `Emptyable`. */
export const emptyable = z.string().max(5000);
export const integer = z
  .string()
  .regex(/^-?\d{1,15}$/)
  .transform(Number);
export const flag = z.enum(["true", "false"]).transform((value) => value === "true");
export const currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/)
  .transform((code) => code.toLowerCase());
export const url = z.url({ protocol: /^https?$/ });

export function list<T extends z.ZodType>(item: T) {
  return z.preprocess((sent) => (isTree(sent) ? Object.values(sent) : sent), z.array(item).max(100));
}

const entries = z.record(z.string().max(40), z.string().max(500));
/** At most 50 pairs; an update merges, and '' removes a key (or, for the whole, all keys). */
export const metadata = z
  .union([z.literal("").transform(() => null), entries])
  .refine((pairs) => pairs === null || Object.keys(pairs).length <= 50);

/** Unix seconds, or a range of them. */
export const created = z.union([
  integer.transform((at) => ({ gte: at, lte: at })),
  z.strictObject({
    gt: integer.optional(),
    gte: integer.optional(),
    lt: integer.optional(),
    lte: integer.optional(),
  }),
]);

/** What every list call takes. */
export const paging = {
  limit: integer.pipe(z.number().min(1).max(100)).optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
};

/** Metadata after a create or an update with `sent`. */
export function mergeMetadata(
  known: Record<string, string>,
  sent: Record<string, string> | null | undefined,
): Record<string, string> {
  if (sent === undefined) return known;
  if (sent === null) return {};
  return Object.fromEntries(Object.entries({ ...known, ...sent }).filter(([, value]) => value !== ""));
}

/** Reads `sent` by the schema, or throws the refusal that Stripe would answer. */
export function readParams<T extends z.ZodType>(schema: T, sent: FormTree): z.output<T> {
  const read = schema.safeParse(sent, { reportInput: true });
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw issue ? toApiError(issue) : invalidRequest("Invalid request.");
}

function toApiError(issue: z.core.$ZodIssue): ApiError {
  if (issue.code === "unrecognized_keys") {
    const param = paramName([...issue.path, ...issue.keys.slice(0, 1)]);
    return invalidRequest(`Received unknown parameter: ${param}`, { code: "parameter_unknown", param });
  }
  const param = paramName(issue.path);
  if (issue.input === undefined) {
    return invalidRequest(`Missing required param: ${param}.`, { code: "parameter_missing", param });
  }
  if (issue.input === "") {
    return invalidRequest(`You passed an empty string for '${param}'.`, {
      code: "parameter_invalid_empty",
      param,
    });
  }
  if (issue.code === "invalid_value") {
    return invalidRequest(`Invalid ${param}: must be one of ${issue.values.join(", ")}`, { param });
  }
  // The innermost refusal of a union says more than "no member fits".
  const inner =
    issue.code === "invalid_union" ? issue.errors.flat().find((one) => one.path.length > 0) : undefined;
  if (inner) return toApiError({ ...inner, path: [...issue.path, ...inner.path] });
  return invalidRequest(`Invalid ${param}: ${issue.message}`, { param });
}

/** ["line_items", "0", "price"] -> "line_items[0][price]" */
function paramName(path: readonly PropertyKey[]): string {
  const [root, ...rest] = path.map(String);
  return `${root ?? ""}${rest.map((key) => `[${key}]`).join("")}`;
}

function isTree(value: unknown): value is FormTree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
