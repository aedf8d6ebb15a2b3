import { z } from "@hono/zod-openapi";
import { readReturnUrl } from "#lib/core/return-url.ts";
import { say, text } from "./fields.ts";

const RETURN_URL = "Send an https address of at most 2000 characters; http only for this machine";

const returnUrl = z
  .string(say(RETURN_URL))
  .max(2000, RETURN_URL)
  .transform((value, context) => {
    const url = readReturnUrl(value);
    if (url !== null) return url;
    context.addIssue({ code: "custom", message: RETURN_URL });
    return z.NEVER;
  })
  .openapi({ format: "uri", example: "https://app.example.com/credits" });

export const checkoutBody = z
  .strictObject(
    { pack: text(100).openapi({ example: "ai-2000" }), returnUrl: returnUrl.optional() },
    say("Send a JSON object"),
  )
  .openapi("CheckoutRequest");

export const checkoutAnswer = z
  .object({
    url: z.string().openapi({ format: "uri", description: "The payment page to send the buyer to." }),
  })
  .openapi("Checkout");
