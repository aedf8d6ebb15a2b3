import type Stripe from "stripe";
import { stripeId } from "../stripe-id.ts";
import { unixNow, type World } from "../world.ts";

/** The sandbox's one card. What it does is decided by the button, not by its number. */
export function createCard(
  world: World,
  email: string | null,
  customer: string | null,
): Stripe.PaymentMethod {
  const method: Stripe.PaymentMethod = {
    id: stripeId("pm"),
    object: "payment_method",
    allow_redisplay: "limited",
    billing_details: { address: null, email, name: null, phone: null, tax_id: null },
    card: {
      brand: "visa",
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
      country: "US",
      display_brand: "visa",
      exp_month: 12,
      exp_year: world.now().getUTCFullYear() + 4,
      fingerprint: "sandbox0sandbox0",
      funding: "credit",
      generated_from: null,
      last4: "4242",
      networks: { available: ["visa"], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: unixNow(world),
    customer,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: "card",
  };
  world.store.put("payment_method", method);
  return method;
}
