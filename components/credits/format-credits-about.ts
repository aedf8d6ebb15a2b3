/** Three digits that count, for what is only an estimate: "40.4" of 40.430249, "3,070" of 3071.565. Never for a balance. */
export function formatCreditsAbout(value: string, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format(Number(value));
}
