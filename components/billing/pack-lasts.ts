const WEEK_DAYS = 7;
const YEAR_DAYS = 365.25;

/** How long a pack lasts, in the unit in which people say it. `key` names a text below `buy.lasts`. */
export type Lasting =
  | { key: "lessThanDay" | "long"; count: 0 }
  | { key: "days" | "weeks" | "months"; count: number };

/** Days under two weeks, weeks under ten, months under two years. */
export function lastingOf(days: number): Lasting {
  if (days < 1) return { key: "lessThanDay", count: 0 };
  if (days < 2 * WEEK_DAYS) return { key: "days", count: days };
  if (days < 10 * WEEK_DAYS) return { key: "weeks", count: Math.round(days / WEEK_DAYS) };
  const months = Math.round((days * 12) / YEAR_DAYS);
  return months < 24 ? { key: "months", count: months } : { key: "long", count: 0 };
}
