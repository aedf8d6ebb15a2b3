// The payment page and the receipts: what a person sees of Stripe. An unguessable id in the address is the permission.
import { type Context, Hono } from "hono";
import type Stripe from "stripe";
import { requireOrder, requireSession } from "../objects/checkout-session.ts";
import { type Button, isAwaitingAuthentication, paymentOf, press } from "../payment.ts";
import type { World } from "../world.ts";
import { type Html, pagePolicy } from "./layout.ts";
import {
  authenticateView,
  expiredView,
  missingView,
  paidView,
  payView,
  receiptView,
  successUrl,
} from "./views.ts";

const BUTTONS: readonly Button[] = [
  "pay",
  "decline",
  "three_d_secure",
  "authenticate",
  "fail_authentication",
];

export type PagesOptions = {
  world: World;
  /** Called after a button's transaction; the answer waits for it. */
  afterWork: () => void | Promise<void>;
};

/** The pages as a Hono app below the path of the world's public URL. */
export function createPages({ world, afterWork }: PagesOptions): Hono {
  const app = new Hono().basePath(new URL(world.publicUrl).pathname);

  app.get("/pay/:id", (context) => {
    const session = find(world, context.req.param("id"));
    return session ? show(context, session, pageOf(world, session)) : missing(context);
  });
  app.get("/pay/:id/authenticate", (context) => {
    const session = find(world, context.req.param("id"));
    if (!session) return missing(context);
    if (!isAwaitingAuthentication(world, session)) return leadTo(payUrl(world, session));
    return show(context, session, authenticateView(session));
  });
  app.on("POST", ["/pay/:id", "/pay/:id/authenticate"], async (context) => {
    const sent = (await context.req.parseBody()).button;
    const button = BUTTONS.find((one) => one === sent);
    const known = find(world, context.req.param("id"));
    if (!known || !button) return missing(context);
    const session = world.store.transact(() => press(world, known.id, button));
    await afterWork();
    return leadTo(nextUrl(world, session));
  });
  app.get("/receipts/:id", (context) => {
    const charge = world.store.get("charge", context.req.param("id"));
    return charge?.paid ? answer(context, receiptView(charge), pagePolicy([])) : missing(context);
  });
  app.notFound(missing);
  return app;
}

/** The session as it is now; one that is due expires by being looked at. */
function find(world: World, id: string): Stripe.Checkout.Session | null {
  if (!world.store.get("checkout.session", id)) return null;
  return world.store.transact(() => requireSession(world, id));
}

function pageOf(world: World, session: Stripe.Checkout.Session): Html {
  const payment = paymentOf(world, session);
  if (session.status === "open") {
    return payView({ session, payment, lines: requireOrder(world, session.id).lines });
  }
  if (session.status === "expired") return expiredView(session);
  const chargeId = payment?.latest_charge;
  const charge = typeof chargeId === "string" ? world.store.get("charge", chargeId) : undefined;
  return paidView(session, charge?.receipt_url ?? null);
}

/** After a button: to the shop when it is paid, to the bank when it asks, else back to the page. */
function nextUrl(world: World, session: Stripe.Checkout.Session): string {
  if (session.status === "complete") return successUrl(session);
  if (isAwaitingAuthentication(world, session)) return `${payUrl(world, session)}/authenticate`;
  return payUrl(world, session);
}

function payUrl(world: World, session: Stripe.Checkout.Session): string {
  return `${world.publicUrl}/pay/${session.id}`;
}

// 303: the browser's reload and back buttons then repeat a look, never a payment.
function leadTo(url: string): Response {
  return new Response(null, { status: 303, headers: { location: url, "cache-control": "no-store" } });
}

function show(context: Context, session: Stripe.Checkout.Session, page: Html): Response | Promise<Response> {
  return answer(context, page, pagePolicy([session.success_url, session.cancel_url]));
}

function missing(context: Context): Response | Promise<Response> {
  return answer(context, missingView(), pagePolicy([]), 404);
}

function answer(
  context: Context,
  page: Html,
  policy: string,
  status: 200 | 404 = 200,
): Response | Promise<Response> {
  // Not stored, so that going back after paying asks again and shows what is true now.
  context.header("cache-control", "no-store");
  context.header("content-security-policy", policy);
  return context.html(page, status);
}
