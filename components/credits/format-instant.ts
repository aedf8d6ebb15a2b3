export type InstantStyle = "date" | "date-time" | "date-time-seconds" | "day-month";

const styles: Record<InstantStyle, Intl.DateTimeFormatOptions> = {
  date: { day: "numeric", month: "short", year: "numeric" },
  "day-month": { day: "numeric", month: "short" },
  "date-time": {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  },
  "date-time-seconds": {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  },
};

/** Plain English reads dates day first and a 24-hour clock: "22 Nov 2026, 00:00 CET". No order is left to guess. */
const dateLocale = (locale: string) => (locale === "en" ? "en-GB" : locale);

/** An instant as a clock on the wall of the zone shows it. `iso` is any instant `Date` understands. */
export function formatInstant(
  iso: string,
  zone: string,
  locale: string,
  style: InstantStyle = "date-time",
): string {
  const format = new Intl.DateTimeFormat(dateLocale(locale), {
    ...styles[style],
    timeZone: zone,
    hourCycle: "h23",
  });
  return format.format(new Date(iso));
}

/** A calendar day ("2026-11-21") that already belongs to a zone: no instant, so no conversion. */
export function formatDay(day: string, locale: string, style: "date" | "day-month" = "date"): string {
  return formatInstant(`${day}T00:00:00Z`, "UTC", locale, style);
}
