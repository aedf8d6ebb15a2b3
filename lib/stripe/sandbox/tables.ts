// What the sandbox remembers: Stripe's own objects, typed as the official client types them, and three kinds of its own.
import type Stripe from "stripe";

/** The happenings of the surface so far; each is stored, listed and delivered. */
export type SandboxEvent =
  | Stripe.CustomerCreatedEvent
  | Stripe.CustomerUpdatedEvent
  | Stripe.ProductCreatedEvent
  | Stripe.PriceCreatedEvent
  | Stripe.CheckoutSessionCompletedEvent
  | Stripe.CheckoutSessionExpiredEvent
  | Stripe.PaymentIntentCreatedEvent
  | Stripe.PaymentIntentRequiresActionEvent
  | Stripe.PaymentIntentPaymentFailedEvent
  | Stripe.PaymentIntentSucceededEvent
  | Stripe.PaymentIntentCanceledEvent
  | Stripe.ChargeSucceededEvent
  | Stripe.ChargeFailedEvent;

/** What a Checkout Session sells and passes on to its payment; Stripe shows it only in part. `id` is the session's. */
export type Order = {
  id: string;
  object: "order";
  lines: Stripe.LineItem[];
  payment: {
    description: string | null;
    metadata: Stripe.Metadata;
    receiptEmail: string | null;
    statementDescriptorSuffix: string | null;
  };
};

/** The first answer to an idempotency key, replayed to every later request with it. `id` is the key. */
type SavedReply = {
  id: string;
  object: "reply";
  /** Method, path and body of the first request; others under the same key are refused. */
  request: string;
  status: number;
  body: string;
  savedAt: number;
};

/** How far the webhook of an event got. `id` is the event's. */
export type Delivery = {
  id: string;
  object: "delivery";
  attempts: number;
  /** Unix milliseconds of the next attempt; null when it is delivered or given up. */
  nextAt: number | null;
  delivered: boolean;
  lastStatus: number | null;
};

export type Tables = {
  customer: Stripe.Customer;
  product: Stripe.Product;
  price: Stripe.Price;
  "checkout.session": Stripe.Checkout.Session;
  payment_intent: Stripe.PaymentIntent;
  payment_method: Stripe.PaymentMethod;
  charge: Stripe.Charge;
  event: SandboxEvent;
  order: Order;
  reply: SavedReply;
  delivery: Delivery;
};

export type Kind = keyof Tables;
