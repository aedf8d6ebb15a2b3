// What the buttons of the payment page do to a session. Each runs in one transaction; one that comes too late (a double
// click, the browser's back button) finds the session paid or expired and changes nothing.
import type Stripe from "stripe";
import { createCharge, type Outcome } from "./objects/charge.ts";
import { requireOrder, requireSession } from "./objects/checkout-session.ts";
import { createCustomer } from "./objects/customer.ts";
import { createPaymentIntent } from "./objects/payment-intent.ts";
import { createCard } from "./objects/payment-method.ts";
import { emit, type World } from "./world.ts";

const GUEST_EMAIL = "buyer@example.com";

const DECLINED = {
  paid: false,
  code: "card_declined",
  declineCode: "generic_decline",
  message: "Your card was declined.",
} as const satisfies Outcome;

export type Button = "pay" | "decline" | "three_d_secure" | "authenticate" | "fail_authentication";

/** Presses a button of the page. Returns the session as it is then. */
export function press(world: World, sessionId: string, button: Button): Stripe.Checkout.Session {
  const session = requireSession(world, sessionId);
  if (session.status !== "open") return session;
  const isAnswer = button === "authenticate" || button === "fail_authentication";
  if (isAnswer && !isAwaitingAuthentication(world, session)) return session;
  const attempt = beginAttempt(world, session);
  switch (button) {
    case "pay":
      return succeed(world, attempt, { authenticated: false });
    case "authenticate":
      return succeed(world, attempt, { authenticated: true });
    case "three_d_secure":
      return askForAuthentication(world, attempt);
    case "decline":
      return decline(world, attempt);
    case "fail_authentication":
      return failAuthentication(world, attempt);
  }
}

/** True while the bank's 3-D Secure question has no answer yet. */
export function isAwaitingAuthentication(world: World, session: Stripe.Checkout.Session): boolean {
  return paymentOf(world, session)?.status === "requires_action";
}

/** The session's intent, once somebody has tried to pay. */
export function paymentOf(world: World, session: Stripe.Checkout.Session): Stripe.PaymentIntent | undefined {
  const id = session.payment_intent;
  return typeof id === "string" ? world.store.get("payment_intent", id) : undefined;
}

type Attempt = { session: Stripe.Checkout.Session; intent: Stripe.PaymentIntent; email: string };

/** The session with its intent, which its first attempt makes and later ones use again. */
function beginAttempt(world: World, session: Stripe.Checkout.Session): Attempt {
  const email = emailOf(world, session);
  const known = paymentOf(world, session);
  if (known) return { session, email, intent: known };
  const intent = createPaymentIntent(world, session, requireOrder(world, session.id));
  const begun: Stripe.Checkout.Session = { ...session, payment_intent: intent.id };
  world.store.put("checkout.session", begun);
  return { session: begun, email, intent };
}

function emailOf(world: World, session: Stripe.Checkout.Session): string {
  const customer =
    typeof session.customer === "string" ? world.store.get("customer", session.customer) : undefined;
  return customer?.email ?? session.customer_email ?? GUEST_EMAIL;
}

function succeed(world: World, attempt: Attempt, how: { authenticated: boolean }): Stripe.Checkout.Session {
  const { session, email } = attempt;
  const customer =
    session.customer_creation === "always" ? createCustomer(world, { email }).id : session.customer;
  const intent: Stripe.PaymentIntent = { ...attempt.intent, customer };
  const card = createCard(world, email, typeof customer === "string" ? customer : null);
  const charge = createCharge(world, intent, card, { paid: true, ...how });
  const paid: Stripe.PaymentIntent = {
    ...intent,
    amount_received: intent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: card.id,
    status: "succeeded",
  };
  world.store.put("payment_intent", paid);
  emit(world, { type: "payment_intent.succeeded", data: { object: paid } });
  const complete: Stripe.Checkout.Session = {
    ...session,
    collected_information: { business_name: null, individual_name: null, shipping_details: null },
    customer,
    customer_details: {
      address: null,
      business_name: null,
      email,
      individual_name: null,
      name: null,
      phone: null,
      tax_exempt: "none",
      tax_ids: [],
    },
    payment_status: "paid",
    status: "complete",
    url: null,
  };
  world.store.put("checkout.session", complete);
  emit(world, { type: "checkout.session.completed", data: { object: complete } });
  return complete;
}

function decline(world: World, { session, intent, email }: Attempt): Stripe.Checkout.Session {
  const card = createCard(world, email, null);
  const charge = createCharge(world, intent, card, DECLINED);
  fail(
    world,
    { ...intent, latest_charge: charge.id },
    {
      type: "card_error",
      charge: charge.id,
      code: DECLINED.code,
      decline_code: DECLINED.declineCode,
      doc_url: "https://docs.stripe.com/error-codes/card-declined",
      message: DECLINED.message,
      payment_method: card,
    },
  );
  return session;
}

function failAuthentication(world: World, { session, intent, email }: Attempt): Stripe.Checkout.Session {
  fail(world, intent, {
    type: "invalid_request_error",
    code: "payment_intent_authentication_failure",
    doc_url: "https://docs.stripe.com/error-codes/payment-intent-authentication-failure",
    message: "The provided PaymentMethod has failed authentication.",
    payment_method: createCard(world, email, null),
  });
  return session;
}

/** The intent goes back to waiting for a card; its session stays open for another try. */
function fail(
  world: World,
  intent: Stripe.PaymentIntent,
  error: Stripe.PaymentIntent.LastPaymentError,
): void {
  const failed: Stripe.PaymentIntent = {
    ...intent,
    last_payment_error: error,
    next_action: null,
    payment_method: null,
    status: "requires_payment_method",
  };
  world.store.put("payment_intent", failed);
  emit(world, { type: "payment_intent.payment_failed", data: { object: failed } });
}

function askForAuthentication(world: World, { session, intent, email }: Attempt): Stripe.Checkout.Session {
  const waiting: Stripe.PaymentIntent = {
    ...intent,
    last_payment_error: null,
    next_action: {
      type: "redirect_to_url",
      redirect_to_url: { return_url: session.url, url: `${session.url}/authenticate` },
    },
    payment_method: createCard(world, email, null).id,
    status: "requires_action",
  };
  world.store.put("payment_intent", waiting);
  emit(world, { type: "payment_intent.requires_action", data: { object: waiting } });
  return session;
}
