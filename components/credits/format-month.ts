const styles = {
  long: { month: "long", year: "numeric" },
  month: { month: "long" },
  short: { month: "short" },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

/** "November 2026" from "2026-11": a month of some zone's calendar, so no conversion. */
export function formatMonth(month: string, locale: string, style: keyof typeof styles = "long"): string {
  return new Intl.DateTimeFormat(locale, { ...styles[style], timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
}
