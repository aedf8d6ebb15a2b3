import { ForbiddenError } from "#lib/core/errors.ts";
import { canBuy } from "#lib/core/permissions.ts";
import { err, ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { packsFor } from "#lib/db/packs.ts";
import { pool } from "#lib/db/pool.ts";
import { pgSql } from "#lib/db/sql.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import { type BuyRefusal, buyPack } from "./buy-pack.ts";
import type { CommandOutcome, Idempotency } from "./outcome.ts";
import { findKept, keepAnswer, replaceAnswer } from "./recall.ts";

/** Which pack, and where the buyer goes on after paying or not; null: our own pages. */
export type CheckoutRequest = { packId: string; returnUrl: string | null };
type CheckoutAnswer = { kind: "checkout"; url: string };

type Checkout = CommandOutcome<CheckoutAnswer, BuyRefusal>;

/** Kept under a key from when its purchase begins until its page is open: the same request goes on, another is refused. */
const BEGUN: Result<CheckoutAnswer, BuyRefusal> = err({ code: "payment_unavailable" });

/**
 * Opens the payment page of a pack for a product's own screens, once a key: the price is that of the price table. A key whose
 * page could not be opened may be sent again. For those who may buy: throws ForbiddenError for others, NotFoundError for a
 * workspace they may not see.
 */
export async function checkout(
  viewer: Viewer,
  workspaceId: string,
  { packId, returnUrl }: CheckoutRequest,
  idempotency: Idempotency,
  now: Date,
): Promise<Checkout> {
  const { currency } = await requireWorkspaceRow(viewer, workspaceId);
  if (!canBuy(viewer, workspaceId)) throw new ForbiddenError("Only the platform buys by key.");
  const sql = pgSql(pool());
  let kept = await findKept<typeof BEGUN>(sql, workspaceId, idempotency.key);
  if (!kept) {
    // What cannot be bought leaves the key free.
    if (!(await packsFor(currency)).some(({ id }) => id === packId)) return refused("pack_unavailable");
    await keepAnswer(sql, workspaceId, idempotency, BEGUN, now);
    kept = await findKept<typeof BEGUN>(sql, workspaceId, idempotency.key);
  }
  if (kept?.bodyHash !== idempotency.bodyHash) return refused("idempotency_mismatch");
  if (kept.answer.ok) return { replayed: true, result: kept.answer };
  const bought = await buyPack(viewer, workspaceId, packId, idempotency.key, now, returnUrl);
  if (!bought.ok) return { replayed: false, result: bought };
  const answer: CheckoutAnswer = { kind: "checkout", url: bought.value.url };
  await replaceAnswer(sql, workspaceId, idempotency, ok(answer));
  return { replayed: false, result: ok(answer) };
}

function refused(code: BuyRefusal["code"]): Checkout {
  return { replayed: false, result: err({ code }) };
}
