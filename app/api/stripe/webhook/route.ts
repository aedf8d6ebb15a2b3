import { answerStripeWebhook } from "#lib/web/stripe-webhook.ts";

export const POST = answerStripeWebhook;
