// Money arrives as integer minor units; the currency says how many digits those are (JPY 0, EUR 2, KWD 3).

/** "€49.00" from 4900 and "EUR", built from the digits themselves. */
export function formatMoney(amountMinor: bigint | number | string, currency: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(toDecimal(BigInt(amountMinor), digits)).replace("-", "\u2212");
}

function toDecimal(minor: bigint, digits: number): `${number}` {
  const sign = minor < 0n ? "-" : "";
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, "0");
  const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  const signed = `${sign}${decimal}`;
  if (!isNumeric(signed)) throw new RangeError(`not an amount of money: ${minor}`);
  return signed;
}

function isNumeric(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text);
}
