import type { z } from "@hono/zod-openapi";
import { topUpUrl } from "#lib/commands/check-spend.ts";
import type { AskedDebit, DebitOutcome } from "#lib/commands/debit.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import { idempotencyOf } from "./idempotency.ts";
import { invalidFields } from "./invalid.ts";
import { RefusedError, toProblem } from "./problem.ts";
import { toRefusal } from "./refuse.ts";
import { batchItem } from "./schemas/batch.ts";
import { toSpendRequest } from "./schemas/spend.ts";
import { toDebit } from "./to-debit.ts";

/** An item as the call that it stands for, key and all. Throws what that call would be refused with. */
export function toBatchDebit(item: unknown): AskedDebit {
  const read = batchItem.safeParse(item);
  if (!read.success || !isObject(item)) throw refusalOf(item, read.error?.issues ?? []);
  const { workspace, idempotencyKey: key } = read.data;
  const { workspace: _, idempotencyKey: __, ...body } = item;
  return {
    workspaceId: workspace,
    request: toSpendRequest(read.data),
    idempotency: idempotencyOf(key, "POST", `/api/v1/workspaces/${workspace}/debits`, body),
  };
}

/** In the order in which a call is read: the workspace in its path, the key in its header, its body. */
function refusalOf(item: unknown, issues: readonly z.core.$ZodIssue[]): Error {
  if (isObject(item)) {
    const isNobodys = issues.some(({ path }) => path[0] === "workspace");
    if (isNobodys && typeof item.workspace === "string") return new NotFoundError();
    if (item.idempotencyKey === undefined) return new RefusedError("idempotency_key_required");
  }
  return invalidFields(issues);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What became of an item, as the call by itself would answer it. */
export function toBatchResult({ replayed, result }: DebitOutcome, workspaceId: string) {
  const again = replayed && { replayed };
  if (result.ok) return { status: 201 as const, ...again, ...toDebit(result.value) };
  const { code, facts } = toRefusal(result.error, { topUpUrl: topUpUrl(workspaceId) });
  return { ...toProblem(code, facts), ...again };
}
