import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { getViewer } from "#lib/auth/session.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Result } from "#lib/core/result.ts";
import type { UserViewer } from "#lib/core/viewer.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/logger.ts";
import { type Failure, failure, toFailure } from "./failure.ts";
import { isSameOrigin } from "./same-origin.ts";

/** `error` holds what the refusal brought along, for example the shortfall; `fields` what is wrong in the form. */
type ActionFailure<E> = Failure & { error?: E; fields?: { path: string; message: string }[] };
export type ActionResult<T, E = never> = { ok: true; value: T } | ActionFailure<E>;

type Coded = { code: string };
type Handler<Input, T, E extends Coded> = (viewer: UserViewer, input: Input) => Promise<Result<T, E>>;

/**
 * A server action: refuses requests that another site started, resolves the viewer, checks the input, runs `handler`, and
 * turns every refusal into a typed failure. It never throws, but for Next's own redirects and not-founds.
 * The input is the last argument, so that it also serves as a form's action and with useActionState.
 */
export function action<Schema extends z.ZodType, T, E extends Coded>(
  schema: Schema,
  handler: Handler<z.output<Schema>, T, E>,
): (...args: [input: unknown] | [previous: unknown, input: unknown]) => Promise<ActionResult<T, E>> {
  return async (...args) => {
    try {
      if (!isSameOrigin(await headers(), env().baseUrl)) return refuseOrigin();
      const viewer = await getViewer();
      if (!viewer) return failure("unauthorized");
      const input = schema.safeParse(toPlain(args.at(-1)));
      if (!input.success) return { ...failure("invalid_request"), fields: input.error.issues.map(toField) };
      const result = await handler(viewer, input.data);
      return result.ok ? result : { ...failure(result.error.code), error: result.error };
    } catch (error) {
      // Ours first: a NotFoundError carries Next's mark for pages, and here it is an answer like any other.
      if (!(error instanceof AppError)) unstable_rethrow(error);
      return toFailure(error);
    }
  };
}

function refuseOrigin(): Failure {
  log().warn("an action from another origin was refused");
  return failure("bad_origin");
}

function toPlain(input: unknown): unknown {
  if (!(input instanceof FormData)) return input;
  // Next puts fields of its own, which begin with "$ACTION", into forms that work without scripts.
  return Object.fromEntries([...input].filter(([name]) => !name.startsWith("$ACTION")));
}

function toField({ path, message }: z.core.$ZodIssue): { path: string; message: string } {
  return { path: path.map(String).join("."), message };
}
