/**
 * A key for a call that was given none: a UUIDv7 (RFC 9562, section 5.7). It begins with the time, so the server finds its place at
 * the end of an index and not anywhere in it.
 */
export function newKey(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  // What follows the version in a random UUID: 12 random bits, the variant, 62 random bits.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}`;
}
