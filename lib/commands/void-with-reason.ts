import { NotFoundError } from "#lib/core/errors.ts";
import { canAdminister } from "#lib/core/permissions.ts";
import { err, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import type { PostingRefusal, VoidAnswer } from "#lib/ledger/items.ts";
import { bodyHashOf } from "./body-hash.ts";
import { voidGrant } from "./void-grant.ts";

/** As filled in: `key` names the act, so that sent twice it happens once. */
export type VoidForm = { grant: string; reason: string; key: string };

/** Takes back what is left of a grant, for a reason that is given. Platform only: throws NotFoundError for others. */
export async function voidWithReason(
  viewer: Viewer,
  workspaceId: string,
  form: VoidForm,
  now: Date,
): Promise<Result<VoidAnswer, PostingRefusal | { code: "reason_required" }>> {
  if (!canAdminister(viewer)) throw new NotFoundError("This page");
  // A NUL cannot be kept in the database, and is nothing that anybody types.
  const reason = form.reason.replaceAll("\0", "").trim();
  if (reason === "") return err({ code: "reason_required" });
  const idempotency = { key: `void:${form.key}`, bodyHash: bodyHashOf({ grant: form.grant, reason }) };
  const { result } = await voidGrant(viewer, workspaceId, form.grant, reason, idempotency, now);
  return result;
}
