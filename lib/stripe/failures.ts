// What a failed call to Stripe means for us. "Away" is an unknown outcome: the call is safe to repeat with its key.
import Stripe from "stripe";

/** Stripe answered, but not with the object we asked for: the client takes a 404 without an `error` for a success. */
export class UnexpectedReply extends Error {
  constructor(expected: string) {
    super(`Stripe's answer is not a ${expected}.`);
    this.name = "UnexpectedReply";
  }
}

/** No answer, a fault on Stripe's side, too many requests, or an answer that is none. */
export function isStripeAway(error: unknown): boolean {
  return (
    error instanceof Stripe.errors.StripeConnectionError ||
    error instanceof Stripe.errors.StripeAPIError ||
    error instanceof Stripe.errors.StripeRateLimitError ||
    error instanceof UnexpectedReply
  );
}

/** Stripe says that the object named by `param` (or asked for by its id) does not exist. */
export function isMissing(error: unknown, param?: string): boolean {
  return (
    error instanceof Stripe.errors.StripeInvalidRequestError &&
    error.code === "resource_missing" &&
    (param === undefined || error.param === param)
  );
}
