import { type Month, monthOf, nextMonth } from "#lib/core/months.ts";

/** Every month from the earliest of `from` to the latest of them and the current one, newest first. */
export function monthsUpTo(now: Date, timeZone: string, from: readonly (Month | null)[]): Month[] {
  const current = monthOf(now, timeZone);
  const known = [current, ...from.filter((month) => month !== null)].toSorted();
  const [first = current] = known;
  const last = known.at(-1) ?? current;
  const months: Month[] = [];
  for (let month = first; month <= last; month = nextMonth(month)) months.unshift(month);
  return months;
}
