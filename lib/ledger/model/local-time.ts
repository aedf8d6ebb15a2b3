const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day that the clocks of `zone` show at `at`, "2026-11-21". */
export function localDay(at: Date, zone: string): string {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone: zone });
  formats.set(zone, format);
  return format.format(at);
}

/** The calendar month there, "2026-11". */
export function localMonth(at: Date, zone: string): string {
  return localDay(at, zone).slice(0, 7);
}
