// Law: a local day begins at the first instant at which the zone's clock shows that date or a later one, so days and
// months tile time: every instant is in exactly one, through DST, midnight gaps, repeated hours and skipped dates.

import { invariant } from "./invariant.ts";

/** A calendar day in some zone, "2026-11-21". */
export type LocalDay = string;

/** A calendar month in some zone, "2026-11". */
export type Month = string;

const SECOND = 1_000;
const DAY = 86_400_000;
const UTC_DAY_TEXT_LENGTH = "2026-11-21".length;

// Names that read like a place. ICU would also take offsets ("+01:00"), abbreviations ("IST") and its own "SystemV/..."
// zones, which are not in the IANA database or do not mean what they say.
const ZONE_NAME = /^(?!SystemV\/|US\/Pacific-New$)[A-Z][A-Za-z]+(?:\/[A-Z][A-Za-z0-9_+-]*)+$/;

/** True for a zone of the IANA database, "Area/Place" in its own capitals, or "UTC". */
export function isTimeZone(zone: string): boolean {
  if (zone === "UTC") return true;
  if (!ZONE_NAME.test(zone)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en-US", { timeZone: zone }).resolvedOptions();
    return timeZone === zone || timeZone.toLowerCase() !== zone.toLowerCase();
  } catch {
    return false;
  }
}

/** "2026-11" as typed in a URL; null unless it is four digits, a dash and 01 to 12, in the years 2000 to 2199. */
export function parseMonth(text: string): Month | null {
  return /^2[01]\d\d-(?:0[1-9]|1[0-2])$/.test(text) ? text : null;
}

/** The day that `instant` falls on in `zone`. On the hot path: days begin at cached instants, so it is a few look-ups. */
export function localDay(instant: Date, zone: string): LocalDay {
  const time = instant.getTime();
  invariant(!Number.isNaN(time), "localDay needs a valid instant");
  const starts = startsOf(zone);
  let day = Math.floor(time / DAY) + 1; // no zone is a whole day ahead of UTC
  while (cachedStart(starts, day) > time) day -= 1;
  return dayText(day);
}

/** The month that `instant` falls in, in `zone`. */
export function monthOf(instant: Date, zone: string): Month {
  return localDay(instant, zone).slice(0, 7);
}

/** The first instant of `day` in `zone`; where the zone skips midnight, or the whole day, the first instant after the gap. */
export function startOfDay(day: LocalDay, zone: string): Date {
  return new Date(cachedStart(startsOf(zone), dayNumber(day)));
}

/** [from, to): local midnight of the month's first day up to that of the next month. */
export function monthRange(month: Month, zone: string): { from: Date; to: Date } {
  return { from: startOfDay(`${month}-01`, zone), to: startOfDay(`${nextMonth(month)}-01`, zone) };
}

export function nextMonth(month: Month): Month {
  return addMonths(`${month}-01`, 1).slice(0, 7);
}

export function previousMonth(month: Month): Month {
  return addMonths(`${month}-01`, -1).slice(0, 7);
}

/** The calendar day `count` days later (earlier when negative). */
export function addDays(day: LocalDay, count: number): LocalDay {
  return dayText(dayNumber(day) + count);
}

/** The same day of the month `count` months later (earlier when negative), or that month's last day: 31 January + 1 = 28 February. */
export function addMonths(day: LocalDay, count: number): LocalDay {
  const date = new Date(dayNumber(day) * DAY);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + count;
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return dayText(Date.UTC(year, month, Math.min(date.getUTCDate(), lastOfMonth)) / DAY);
}

/** Calendar days from `from` to `to`: 1 for tomorrow, negative when `to` is earlier. */
export function daysBetween(from: LocalDay, to: LocalDay): number {
  return dayNumber(to) - dayNumber(from);
}

/**
 * When a pack bought at `boughtAt` and valid for `months` expires: it can be used through the whole calendar day that
 * many months later in the workspace's zone, so this is the start of the day after.
 */
export function packExpiry(boughtAt: Date, months: number, zone: string): Date {
  invariant(Number.isInteger(months) && months > 0, "a pack is valid for a whole number of months");
  return startOfDay(addDays(addMonths(localDay(boughtAt, zone), months), 1), zone);
}

// Days are numbered from 1970-01-01, so that arithmetic on them needs no Date.
function dayNumber(day: LocalDay): number {
  const time = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  invariant(!Number.isNaN(time) && dayText(time / DAY) === day, `"${day}" is not a calendar day`);
  return time / DAY;
}

const MAX_KNOWN_DAYS = 10_000;
const dayTexts = new Map<number, LocalDay>();

/** The same few days are asked for again and again. */
function dayText(day: number): LocalDay {
  const known = dayTexts.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * DAY).toISOString();
  invariant(text.charAt(0) !== "+" && text.charAt(0) !== "-", "a day is in the years 0 to 9999");
  if (dayTexts.size >= MAX_KNOWN_DAYS) dayTexts.clear();
  dayTexts.set(day, text.slice(0, UTC_DAY_TEXT_LENGTH));
  return text.slice(0, UTC_DAY_TEXT_LENGTH);
}

/** The instants at which the days of one zone begin, by day number: an answer never changes, so it is kept. */
type DayStarts = { format: Intl.DateTimeFormat; known: Map<number, number> };

const zones = new Map<string, DayStarts>();

function startsOf(zone: string): DayStarts {
  const found = zones.get(zone);
  if (found) return found;
  invariant(isTimeZone(zone), `"${zone}" is not a time zone`);
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const starts = { format, known: new Map<number, number>() };
  zones.set(zone, starts);
  return starts;
}

function cachedStart({ format, known }: DayStarts, day: number): number {
  const found = known.get(day);
  if (found !== undefined) return found;
  if (known.size >= MAX_KNOWN_DAYS) known.clear();
  const start = firstInstant(format, day);
  known.set(day, start);
  return start;
}

/** Looks at the offsets a day before and after UTC midnight of `day`. No zone changed its clock twice within that time since 2000. */
function firstInstant(format: Intl.DateTimeFormat, day: number): number {
  const midnight = day * DAY;
  const before = offset(format, midnight - DAY);
  const after = offset(format, midnight + DAY);
  if (before === after) return midnight - before;
  const change = firstInstantWithOffset(format, after, midnight - DAY, midnight + DAY);
  const start = midnight - before;
  return start < change ? start : Math.max(change, midnight - after);
}

/** Bisects to the second: `from` has another offset than `wanted`, `to` has it. */
function firstInstantWithOffset(
  format: Intl.DateTimeFormat,
  wanted: number,
  from: number,
  to: number,
): number {
  let [low, high] = [from / SECOND, to / SECOND];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(format, middle * SECOND) === wanted) high = middle;
    else low = middle;
  }
  return high * SECOND;
}

/** Milliseconds that the zone's clock is ahead of UTC at `time`, a whole second. */
function offset(format: Intl.DateTimeFormat, time: number): number {
  const numbers = format.format(time).match(/\d+/g)?.map(Number) ?? [];
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = numbers;
  return Date.UTC(year, month - 1, day, hour, minute, second) - time;
}
