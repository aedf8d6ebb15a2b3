import { localMonth } from "./local-time.ts";
import type { Random } from "./random.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Where a sequence begins: an hour or a day before clocks or months change somewhere. */
const BEGINNINGS = [
  "2026-10-24T22:59:59.000Z",
  "2026-10-31T03:00:00.000Z",
  "2026-11-30T18:00:00.000Z",
  "2027-02-28T04:59:00.000Z",
  "2027-03-13T12:00:00.000Z",
  "2027-03-27T23:30:00.000Z",
  "2027-03-31T13:00:00.000Z",
  "2027-12-31T18:29:59.999Z",
  "2028-02-28T22:00:00.000Z",
];

/** A clock that only goes forward and likes to stop where something begins or ends. */
export class Clock {
  private time: number;
  private readonly moments: number[] = [];
  private readonly rareMoments: number[] = [];
  private readonly random: Random;
  private readonly zones: readonly string[];

  constructor(random: Random, zones: readonly string[]) {
    this.random = random;
    this.zones = zones;
    this.time = Date.parse(random.pick(BEGINNINGS));
  }

  now(): Date {
    return new Date(this.time);
  }

  /** Something begins or ends then. */
  mark(moment: Date | null): void {
    if (moment) this.moments.push(moment.getTime());
  }

  /** The same for what is set seldom: it is visited more often. */
  markRare(moment: Date | null): void {
    if (moment) this.rareMoments.push(moment.getTime());
  }

  /** Between two operations that are posted at once. */
  tick(): void {
    if (this.random.chance(0.1)) this.time += this.random.whole(1, 3);
  }

  advance(): void {
    const how = this.random.weighted([
      ["stay", 20],
      ["milliseconds", 20],
      ["seconds", 20],
      ["minutes", 8],
      ["hours", 2],
      ["days", 0.3],
      ["moment", 40],
      ["month", 0.3],
    ]);
    if (how === "milliseconds") this.time += this.random.whole(1, 50);
    if (how === "seconds") this.time += this.random.whole(1, 60 * SECOND);
    if (how === "minutes") this.time += this.random.whole(1, HOUR);
    if (how === "hours") this.time += this.random.whole(1, DAY);
    if (how === "days") this.time += this.random.whole(1, 9) * DAY;
    if (how === "moment") this.goNear(this.nextMoment());
    if (how === "month") this.goNear(nextMonthStart(this.time, this.random.pick(this.zones)));
  }

  /** A span from now as lifetimes have it. */
  later(): Date {
    const span = this.random.weighted([
      ["seconds", 2],
      ["minutes", 4],
      ["hours", 3],
      ["days", 2],
      ["weeks", 1],
    ]);
    const most = { seconds: MINUTE, minutes: HOUR, hours: DAY, days: 7 * DAY, weeks: 60 * DAY }[span];
    return new Date(this.time + this.random.whole(1, most));
  }

  /** Up to 35 days ago, and often about a month's change. */
  earlier(): Date {
    const span = this.random.pick([50, HOUR, DAY, 35 * DAY]);
    return new Date(this.time - this.random.whole(0, span));
  }

  private nextMoment(): number {
    const moments = this.random.chance(0.2) ? this.rareMoments : this.moments;
    const later = moments.filter((moment) => moment > this.time).sort((a, b) => a - b);
    return this.random.chance(0.8) ? (later[0] ?? this.time) : (later[1] ?? this.time);
  }

  /** Exactly there, or a millisecond before or after. */
  private goNear(moment: number): void {
    this.time = Math.max(this.time, moment + this.random.pick([-1, 0, 0, 1]));
  }
}

/** The first instant of the next local month, to the quarter of an hour that all zones keep. */
function nextMonthStart(time: number, zone: string): number {
  const month = localMonth(new Date(time), zone);
  let next = Math.floor(time / DAY) * DAY;
  while (localMonth(new Date(next), zone) <= month) next += DAY;
  while (localMonth(new Date(next - 15 * MINUTE), zone) > month) next -= 15 * MINUTE;
  return next;
}
