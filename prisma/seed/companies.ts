/** The two companies of the demo. Quantities are per day; weekends are quiet for people, not for schedules. */
export type Company = {
  id: string;
  name: string;
  timeZone: string;
  currency: string;
  seed: number;
  owner: string;
  members: readonly { email: string; role: "owner" | "billing" | "member" | "viewer" }[];
  /** Credits of the monthly plan. */
  plan: { ai: number; automation: number };
  /** Which pack was bought how many days ago. */
  purchases: readonly (readonly [daysAgo: number, pack: string])[];
  /** How busy, in percent of Acme Home. */
  volume: number;
};

export const COMPANIES: readonly Company[] = [
  {
    id: "acme-home",
    name: "Acme Home",
    timeZone: "Europe/Berlin",
    currency: "EUR",
    seed: 11,
    owner: "owner@acme.example",
    members: [
      { email: "member@acme.example", role: "member" },
      { email: "finance@acme.example", role: "billing" },
    ],
    plan: { ai: 1_000, automation: 9_000 },
    purchases: [
      [330, "ai-500"],
      [290, "automation-10000"],
      [240, "ai-500"],
      [150, "automation-10000"],
      [96, "ai-2000"],
      [18, "ai-500"],
    ],
    volume: 100,
  },
  {
    id: "nordlicht-outdoor",
    name: "Nordlicht Outdoor",
    timeZone: "America/New_York",
    currency: "USD",
    seed: 23,
    owner: "owner@nordlicht.example",
    members: [{ email: "viewer@nordlicht.example", role: "viewer" }],
    plan: { ai: 400, automation: 6_500 },
    purchases: [
      [300, "ai-500"],
      [210, "automation-10000"],
      [96, "ai-500"],
    ],
    volume: 45,
  },
];

/** Display names by id: ids are the product's own, names are what people read. */
export const AGENTS = {
  "description-writer": "Description writer",
  "translator-de": "Translator DE",
  "attribute-extractor": "Attribute extractor",
  "semantic-search": "Semantic search",
} as const;

export const JOBS = {
  "supplier-feed-import": "Supplier feed import",
  "stock-sync": "Stock sync",
  "price-rules": "Price rules",
  "webshop-export": "Webshop export",
} as const;
