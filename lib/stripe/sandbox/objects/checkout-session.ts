import type Stripe from "stripe";
import { z } from "zod";
import { invalidRequest, noSuch } from "../api-error.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { page } from "../page.ts";
import { created, paging, text } from "../params.ts";
import type { Order } from "../tables.ts";
import { emit, unixNow, type World } from "../world.ts";
import { createSession, sessionFields } from "./create-session.ts";
import { cancelPaymentIntent } from "./payment-intent.ts";

const SESSIONS = "/v1/checkout/sessions";

export const checkoutSessionEndpoints: Endpoint[] = [
  endpoint("POST", SESSIONS, sessionFields, (world, sent) => createSession(world, sent)),
  endpoint(
    "GET",
    SESSIONS,
    {
      ...paging,
      created: created.optional(),
      customer: text.optional(),
      payment_intent: text.optional(),
      status: z.enum(["open", "complete", "expired"]).optional(),
    },
    (world, sent) => {
      expireDueSessions(world);
      return page(SESSIONS, world.store.all("checkout.session"), sent, {
        created: sent.created,
        match: (session) =>
          (sent.customer === undefined || session.customer === sent.customer) &&
          (sent.payment_intent === undefined || session.payment_intent === sent.payment_intent) &&
          (sent.status === undefined || session.status === sent.status),
      });
    },
  ),
  endpoint("GET", `${SESSIONS}/:id`, {}, (world, _sent, id) => requireSession(world, id)),
  endpoint("POST", `${SESSIONS}/:id/expire`, {}, (world, _sent, id) => {
    const session = requireSession(world, id);
    if (session.status !== "open") {
      throw invalidRequest(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
      );
    }
    return expireSession(world, session);
  }),
  endpoint("GET", `${SESSIONS}/:id/line_items`, paging, (world, sent, id) => {
    const lines = requireOrder(world, requireSession(world, id).id).lines;
    const rows = lines.map((line) => ({ ...line, created: 0 })).toReversed();
    const { data, ...list } = page(`${SESSIONS}/${id}/line_items`, rows, sent, {});
    return { ...list, data: data.map(({ created: _created, ...line }) => line) };
  }),
];

/** The session; one whose time has passed is expired first, as nothing waits for a sweep. */
export function requireSession(world: World, id: string): Stripe.Checkout.Session {
  const session = world.store.get("checkout.session", id);
  if (!session) throw noSuch("checkout.session", id, "session");
  return isDue(world, session) ? expireSession(world, session) : session;
}

/** What a session sells. Every session has one. */
export function requireOrder(world: World, sessionId: string): Order {
  const order = world.store.get("order", sessionId);
  if (!order) throw new Error(`The sandbox has lost the order of ${sessionId}.`);
  return order;
}

/** Expires each open session whose time has passed, with its events. */
export function expireDueSessions(world: World): void {
  for (const session of world.store.all("checkout.session")) {
    if (isDue(world, session)) expireSession(world, session);
  }
}

function isDue(world: World, session: Stripe.Checkout.Session): boolean {
  return session.status === "open" && session.expires_at <= unixNow(world);
}

function expireSession(world: World, session: Stripe.Checkout.Session): Stripe.Checkout.Session {
  const expired: Stripe.Checkout.Session = { ...session, status: "expired", url: null };
  world.store.put("checkout.session", expired);
  if (typeof session.payment_intent === "string") cancelPaymentIntent(world, session.payment_intent);
  emit(world, { type: "checkout.session.expired", data: { object: expired } });
  return expired;
}
