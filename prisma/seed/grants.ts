import { credits } from "#lib/core/credits.ts";
import type { Source } from "#lib/core/grants.ts";
import { addDays, addMonths, type LocalDay, packExpiry, startOfDay } from "#lib/core/months.ts";
import type { Pack } from "#lib/core/packs.ts";
import type { Company } from "./companies.ts";

/** One lot of the demo's story. A pack brings the purchase it came from. */
export type StoryGrant = {
  at: Date;
  creditType: "ai" | "automation";
  source: Source;
  amount: bigint;
  expiresAt: Date | null;
  reason: string;
  paid: { amountMinor: bigint; currency: string } | null;
  pack: Pack | null;
  /** The admin who gave it by hand; null when a rule or a payment did. */
  admin: string | null;
};

const ADMIN = "user:admin@headroom.example";
const NINE_HOURS_MS = 9 * 3_600_000;

/** All grants of a company from `first` to `today`: the plan's each month, packs, promos, and one of every other source. */
export function grantsOf(
  company: Company,
  packs: readonly Pack[],
  first: LocalDay,
  today: LocalDay,
): StoryGrant[] {
  return [...monthly(company, first, today), ...bought(company, packs, today), ...given(company, today)];
}

function monthly(company: Company, first: LocalDay, today: LocalDay): StoryGrant[] {
  const grants: StoryGrant[] = [];
  for (let day = `${first.slice(0, 7)}-01`; day <= today; day = addMonths(day, 1)) {
    const at = startOfDay(day < first ? first : day, company.timeZone);
    const expiresAt = startOfDay(addMonths(day, 1), company.timeZone);
    const free = { at, expiresAt, paid: null, pack: null, admin: null };
    grants.push(
      {
        ...free,
        creditType: "ai",
        source: "plan",
        amount: credits(company.plan.ai),
        reason: "Monthly plan",
      },
      {
        ...free,
        creditType: "automation",
        source: "plan",
        amount: credits(company.plan.automation),
        reason: "Monthly plan",
      },
    );
    if (day >= first && Number(day.slice(5, 7)) % 4 === 0) {
      grants.push({
        ...free,
        creditType: "ai",
        source: "rollover",
        amount: credits(60),
        reason: "Rolled over from the month before",
      });
    }
  }
  return grants;
}

function bought({ timeZone, purchases }: Company, packs: readonly Pack[], today: LocalDay): StoryGrant[] {
  return purchases.flatMap(([daysAgo, packId]) => {
    const pack = packs.find(({ id }) => id === packId);
    if (!pack) return [];
    const at = new Date(startOfDay(addDays(today, -daysAgo), timeZone).getTime() + NINE_HOURS_MS);
    return [
      {
        at,
        creditType: pack.creditType === "ai" ? "ai" : "automation",
        source: "pack",
        amount: pack.credits,
        expiresAt: packExpiry(at, pack.validityMonths, timeZone),
        reason: `Bought ${pack.name}`,
        paid: { amountMinor: pack.priceMinor, currency: pack.currency },
        pack,
        admin: null,
      } satisfies StoryGrant,
    ];
  });
}

function given({ timeZone, currency }: Company, today: LocalDay): StoryGrant[] {
  const morning = (daysAgo: number) =>
    new Date(startOfDay(addDays(today, -daysAgo), timeZone).getTime() + NINE_HOURS_MS);
  const inDays = (days: number) => startOfDay(addDays(today, days), timeZone);
  const promo = { source: "promo" as const, paid: null, pack: null, admin: ADMIN };
  return [
    {
      ...promo,
      at: morning(360),
      creditType: "ai",
      amount: credits(250),
      expiresAt: inDays(-300),
      reason: "Launch promo",
    },
    {
      ...promo,
      at: morning(140),
      creditType: "automation",
      amount: credits(5_000),
      expiresAt: inDays(-80),
      reason: "Summer promo",
    },
    {
      ...promo,
      at: morning(20),
      creditType: "ai",
      amount: credits(900),
      expiresAt: inDays(12),
      reason: "Autumn promo",
    },
    {
      at: morning(70),
      creditType: "automation",
      source: "adjustment",
      amount: credits(250),
      expiresAt: null,
      reason: "Goodwill for the slow exports of that week",
      paid: null,
      pack: null,
      admin: ADMIN,
    },
    {
      at: morning(60),
      creditType: "ai",
      source: "top_up",
      amount: credits(500),
      expiresAt: packExpiry(morning(60), 12, timeZone),
      reason: "Automatic top-up",
      paid: { amountMinor: 1_500n, currency },
      pack: null,
      admin: null,
    },
  ];
}
