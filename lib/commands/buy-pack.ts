import { ForbiddenError } from "#lib/core/errors.ts";
import { canBuy } from "#lib/core/permissions.ts";
import { err, ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import type { Purchase, Workspace } from "#lib/db/generated/client.ts";
import { newId } from "#lib/db/new-id.ts";
import { packsFor } from "#lib/db/packs.ts";
import { beginPurchase, findPurchaseByKey, storeCheckout } from "#lib/db/purchases.ts";
import { storeStripeCustomer } from "#lib/db/stripe-customers.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/logger.ts";
import { createCheckout } from "#lib/stripe/checkout.ts";
import { expectsLivemode } from "#lib/stripe/client.ts";
import { createCustomer } from "#lib/stripe/customers.ts";
import { isMissing, isStripeAway } from "#lib/stripe/failures.ts";
import { actorOf } from "./outcome.ts";

export type BuyRefusal = {
  /** Not on sale in the workspace's currency · the key was used for another pack · Stripe cannot be reached, try again. */
  code: "pack_unavailable" | "idempotency_mismatch" | "payment_unavailable";
};

/** Where the buyer goes on: the payment page, or the return page when this purchase has ended already. */
export type BoughtPack = { purchaseId: string; url: string };

/**
 * Begins the purchase of a pack and opens its payment page. The price is frozen in the purchase, which is committed before
 * Stripe is asked, and Stripe is asked under a key derived from it: a repeat with the same `key`, after a double click, a
 * crash or an unknown outcome, goes on with the same purchase and the same page. The payment page leads back to `returnTo`, or
 * to our own pages; a repeat says the same.
 * Throws NotFoundError for a workspace the viewer may not see, ForbiddenError without the right to buy.
 */
export async function buyPack(
  viewer: Viewer,
  workspaceId: string,
  packId: string,
  key: string,
  now: Date,
  returnTo: string | null = null,
): Promise<Result<BoughtPack, BuyRefusal>> {
  const workspace = await requireWorkspaceRow(viewer, workspaceId);
  if (!canBuy(viewer, workspaceId)) throw new ForbiddenError("Only owners and billing members buy credits.");
  const purchase =
    (await findPurchaseByKey(workspaceId, key)) ?? (await freeze(viewer, workspace, packId, key, now));
  if (!purchase) return err({ code: "pack_unavailable" });
  if (purchase.packId !== packId) return err({ code: "idempotency_mismatch" });
  return toPayment(viewer, workspace, purchase, returnTo);
}

/** Writes down what is bought at which price, before anything else happens. Null when the pack is not on sale. */
async function freeze(
  viewer: Viewer,
  { id: workspaceId, currency }: Workspace,
  packId: string,
  requestKey: string,
  now: Date,
): Promise<Purchase | null> {
  const pack = (await packsFor(currency)).find((one) => one.id === packId);
  if (!pack) return null;
  return beginPurchase({
    workspaceId,
    id: newId(),
    packId,
    packName: pack.name,
    creditType: pack.creditType,
    credits: pack.credits,
    priceMinor: pack.priceMinor,
    currency: pack.currency,
    validityMonths: pack.validityMonths,
    requestKey,
    livemode: expectsLivemode(),
    createdBy: actorOf(viewer),
    createdAt: now,
  });
}

async function toPayment(
  viewer: Viewer,
  workspace: Workspace,
  purchase: Purchase,
  returnTo: string | null,
): Promise<Result<BoughtPack, BuyRefusal>> {
  const { id: purchaseId, checkoutSessionId, checkoutUrl } = purchase;
  if (purchase.status === "pending" && checkoutUrl !== null) return ok({ purchaseId, url: checkoutUrl });
  if (checkoutSessionId !== null) return ok({ purchaseId, url: returnUrl(workspace.id, checkoutSessionId) });
  if (purchase.status !== "pending") return err({ code: "payment_unavailable" });
  try {
    const checkout = await openCheckout(viewer, workspace, purchase, returnTo);
    await storeCheckout(purchase, checkout);
    return ok({ purchaseId, url: checkout.url });
  } catch (error) {
    if (!isStripeAway(error)) throw error;
    log().warn({ err: error, workspaceId: workspace.id, purchaseId }, "the payment page could not be opened");
    return err({ code: "payment_unavailable" });
  }
}

/** The stored customer may be of another account: after going live, or of a sandbox that was emptied. Then it is replaced. */
async function openCheckout(
  viewer: Viewer,
  workspace: Workspace,
  purchase: Purchase,
  returnTo: string | null,
) {
  const known = workspace.stripeCustomerId;
  const customerId = known ?? (await makeCustomer(viewer, workspace));
  try {
    return await createCheckout(toCheckout(purchase, customerId, returnTo));
  } catch (error) {
    if (known === null || !isMissing(error, "customer")) throw error;
    return createCheckout(toCheckout(purchase, await makeCustomer(viewer, workspace), returnTo));
  }
}

async function makeCustomer(viewer: Viewer, { id, name, stripeCustomerId }: Workspace): Promise<string> {
  const email = viewer.kind === "user" ? viewer.email : null;
  const customerId = await createCustomer({ workspaceId: id, name, email, replaces: stripeCustomerId });
  return storeStripeCustomer(id, stripeCustomerId, customerId);
}

function toCheckout(
  { workspaceId, id, packName, priceMinor, currency }: Purchase,
  customerId: string,
  returnTo: string | null,
) {
  return {
    workspaceId,
    purchaseId: id,
    customerId,
    title: packName,
    priceMinor,
    currency,
    successUrl: returnTo ?? returnUrl(workspaceId, "{CHECKOUT_SESSION_ID}"),
    cancelUrl: returnTo ?? `${env().baseUrl}/w/${workspaceId}/buy`,
  };
}

function returnUrl(workspaceId: string, sessionId: string): string {
  return `${env().baseUrl}/w/${workspaceId}/buy/return?session_id=${sessionId}`;
}
