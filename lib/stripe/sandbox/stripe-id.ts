import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A random id in Stripe's form: "pi_3Nq...". Unguessable at 24 characters (142 bits), which is what protects a payment page. */
export function stripeId(prefix: string, length = 24): string {
  let id = `${prefix}_`;
  while (id.length < prefix.length + 1 + length) {
    // 248 = 4 * 62: bytes above it are dropped, so that every character is equally likely.
    for (const byte of randomBytes(length)) {
      if (byte < 248 && id.length < prefix.length + 1 + length) id += ALPHABET.charAt(byte % 62);
    }
  }
  return id;
}
