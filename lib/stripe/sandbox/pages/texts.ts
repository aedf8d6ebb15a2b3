import { createTranslator } from "next-intl";
import messages from "#messages/en/sandbox.json" with { type: "json" };

/** The sandbox's texts from the catalogue. Read here, and not through Next, because the sandbox is a server of its own. */
export const texts = createTranslator({
  locale: "en",
  messages: { sandbox: messages },
  namespace: "sandbox",
});

/** 4900, "eur" -> "€49.00". Exact: the digits are placed as text, never divided. */
export function formatAmount(minor: number, currency: string): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  const digits = String(minor).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const parts = format.formatToParts(BigInt(whole));
  return parts.map(({ type, value }) => (type === "fraction" ? digits.slice(-decimals) : value)).join("");
}

/** Unix seconds -> "21 November 2026, 15:00", in UTC. */
export function formatTime(unixSeconds: number): string {
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  return format.format(unixSeconds * 1000);
}
