// What an endpoint or a button of the payment page works with.
import { API_VERSION } from "../api-version.ts";
import type { Store } from "./store.ts";
import { stripeId } from "./stripe-id.ts";
import type { SandboxEvent } from "./tables.ts";

export type World = {
  readonly store: Store;
  readonly now: () => Date;
  /** Where people reach the payment page and receipts, without a trailing slash. */
  readonly publicUrl: string;
  /** The API request that is being answered; null for a button on the payment page. */
  readonly request: { id: string; idempotencyKey: string | null } | null;
};

/** Stripe's clock counts seconds. */
export function unixNow(world: World): number {
  return Math.floor(world.now().getTime() / 1000);
}

/** One kind of happening with the object it is about. */
export type Happening = { [E in SandboxEvent as E["type"]]: Pick<E, "type" | "data"> }[SandboxEvent["type"]];

/** Records an event with a snapshot of its object, and that its webhook is due, in the current transaction. */
export function emit(world: World, happening: Happening): void {
  const event: SandboxEvent = {
    id: stripeId("evt"),
    object: "event",
    api_version: API_VERSION,
    created: unixNow(world),
    livemode: false,
    pending_webhooks: 1,
    request: { id: world.request?.id ?? null, idempotency_key: world.request?.idempotencyKey ?? null },
    ...happening,
  };
  world.store.put("event", event);
  world.store.put("delivery", {
    id: event.id,
    object: "delivery",
    attempts: 0,
    nextAt: world.now().getTime(),
    delivered: false,
    lastStatus: null,
  });
}
