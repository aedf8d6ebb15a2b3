// One story of a product and its customer, told once through every call. The document shows it, and a test lives it: each
// call is made in this order, and answered as it says here. Ids are made up; lists may be longer than they are shown.

export type Example = {
  /** Whose key may call: the platform's always may; a workspace's own by one of these scopes. Empty: any key. */
  keys: readonly ("platform" | "read" | "meter")[];
  /** Parameters of the path beside the workspace, and of the query. */
  parameters?: Readonly<Record<string, string>>;
  body?: unknown;
  status: number;
  answer: unknown;
};

export const EXAMPLE_BASE_URL = "https://credits.example.com";
export const PAYMENT_PAGE_EXAMPLE = "https://checkout.stripe.com/c/pay/cs_live_a1B2c3D4";
const TOP_UP_URL = `${EXAMPLE_BASE_URL}/w/acme-home/buy`;

const STARTER_AI = "01a1fdde-86d5-7754-b2ff-e0a04541b5f3";
const STARTER_AUTOMATION = "01a1fdde-86d5-7754-b2ff-e63dbc356a6e";
const PROMO = "01a1fdde-88fe-7438-aac2-eb29ddb5cf93";
const DEBIT = "01a1fdde-8878-7690-a76c-eacde25ae457";
const EVENT = "01a1fdde-8878-7690-a76c-eff8b8b45c8c";
const HOLD = "01a1fdde-89a4-7f10-9b3e-54a1c6d2e871";
const CAPTURE = "01a1fdde-8a02-7c95-8d4f-b6e03f917a24";
const CAPTURED = "01a1fdde-8a02-7c95-8d4f-ba1827c50d3e";
const BATCHED = "01a1fdde-8b17-7d24-a6c8-2f90e5b7431c";
const BATCHED_EVENT = "01a1fdde-8b17-7d24-a6c8-3381d46f0ae9";
const NOON = "2026-11-21T12:00:00.000Z";
const NEW_YEAR = "2026-12-31T23:00:00.000Z";

const feed = {
  lines: [{ feature: "automation.record", quantity: 2000, unchanged: 1940 }],
  job: "supplier-feed",
};

/** What a debit of 5,000 records is answered after the one of 60 below. */
export const REFUSAL_EXAMPLE = {
  type: "urn:headroom:problem:insufficient_credits",
  title: "Not enough credits",
  status: 402,
  code: "insufficient_credits",
  detail: `Missing: 4060 automation credits. Nothing was spent. To add credits, open ${TOP_UP_URL}`,
  requestId: "4ea381e9-7e01-42cf-91c0-e850cf0ff9f6",
  required: { automation: "5000" },
  available: { automation: "940" },
  shortfall: { automation: "4060" },
  topUpUrl: TOP_UP_URL,
};

export const EXAMPLES: Readonly<Record<string, Example>> = {
  "PUT /workspaces/{workspace}": {
    keys: ["platform"],
    body: {
      name: "Acme Home",
      timeZone: "Europe/Berlin",
      currency: "EUR",
      owners: ["owner@acme-home.example"],
    },
    status: 201,
    answer: {
      id: "acme-home",
      name: "Acme Home",
      timeZone: "Europe/Berlin",
      currency: "EUR",
      plan: null,
      seats: 1,
      createdAt: NOON,
    },
  },
  "POST /workspaces/{workspace}/check": {
    keys: ["meter"],
    body: feed,
    status: 200,
    answer: {
      allowed: true,
      required: { automation: "60" },
      available: { automation: "1000" },
      shortfall: { automation: "0" },
      topUpUrl: TOP_UP_URL,
    },
  },
  "POST /workspaces/{workspace}/debits": {
    keys: ["meter"],
    body: { ...feed, run: "supplier-feed-2026-11-21", source: "schedule" },
    status: 201,
    answer: {
      id: DEBIT,
      required: { automation: "60" },
      spent: { automation: "60" },
      balance: { automation: { available: "940", held: "0" } },
      lines: [
        {
          feature: "automation.record",
          quantity: "2000",
          credits: "60",
          skipped: "1940",
          event: EVENT,
          grants: [{ id: STARTER_AUTOMATION, credits: "60" }],
        },
      ],
    },
  },
  "POST /workspaces/{workspace}/grants": {
    keys: ["platform"],
    body: {
      creditType: "ai",
      amount: "500",
      source: "promo",
      expiresAt: "2027-01-01T00:00:00+01:00",
      reason: "Launch campaign",
    },
    status: 201,
    answer: {
      id: PROMO,
      creditType: "ai",
      amount: "500",
      source: "promo",
      priority: 50,
      effectiveAt: NOON,
      expiresAt: NEW_YEAR,
      reason: "Launch campaign",
      balance: { ai: { available: "550", held: "0" } },
    },
  },
  "GET /workspaces/{workspace}/balance": {
    keys: ["read", "meter"],
    status: 200,
    answer: {
      asOf: NOON,
      credits: {
        ai: {
          available: "550",
          held: "0",
          nextExpiry: { at: NEW_YEAR, amount: "500" },
          grants: [
            {
              id: PROMO,
              source: "promo",
              amount: "500",
              remaining: "500",
              held: "0",
              effectiveAt: NOON,
              expiresAt: NEW_YEAR,
            },
            {
              id: STARTER_AI,
              source: "starter",
              amount: "50",
              remaining: "50",
              held: "0",
              effectiveAt: NOON,
              expiresAt: null,
            },
          ],
        },
        automation: {
          available: "940",
          held: "0",
          grants: [
            {
              id: STARTER_AUTOMATION,
              source: "starter",
              amount: "1000",
              remaining: "940",
              held: "0",
              effectiveAt: NOON,
              expiresAt: null,
            },
          ],
        },
      },
    },
  },
  "PATCH /workspaces/{workspace}/events/{event}": {
    keys: ["meter"],
    parameters: { event: EVENT, occurredAt: NOON },
    body: { outcome: "applied" },
    status: 200,
    answer: { id: EVENT, outcome: "applied" },
  },
  "GET /workspaces/{workspace}/usage": {
    keys: ["read"],
    parameters: { month: "2026-11", groupBy: "job" },
    status: 200,
    answer: {
      timeZone: "Europe/Berlin",
      from: "2026-10-31T23:00:00.000Z",
      to: "2026-11-30T23:00:00.000Z",
      total: { ai: "0", automation: "60" },
      rows: [
        {
          job: "supplier-feed",
          name: "supplier-feed",
          credits: { ai: "0", automation: "60" },
          events: 1,
          skipped: "1940",
          discarded: 0,
        },
      ],
      next: null,
    },
  },
  "GET /workspaces/{workspace}/ledger": {
    keys: ["read"],
    parameters: { kind: "debit", limit: "50" },
    status: 200,
    answer: {
      rows: [
        {
          seq: 3,
          at: NOON,
          kind: "debit",
          creditType: "automation",
          amount: "-60",
          balanceAfter: "940",
          from: `grant:${STARTER_AUTOMATION}`,
          to: "spent",
          grant: STARTER_AUTOMATION,
          debit: DEBIT,
          event: EVENT,
          actor: "key:platform",
        },
      ],
      next: null,
    },
  },
  "POST /workspaces/{workspace}/grants/{grant}/void": {
    keys: ["platform"],
    parameters: { grant: PROMO },
    body: { reason: "Granted twice" },
    status: 200,
    answer: {
      id: PROMO,
      creditType: "ai",
      revoked: "500",
      balance: { ai: { available: "50", held: "0" } },
    },
  },
  "GET /rate-card": {
    keys: [],
    status: 200,
    answer: {
      version: 2,
      effectiveFrom: "2020-01-01T00:00:01.000Z",
      features: [
        {
          feature: "automation.record",
          creditType: "automation",
          unit: "record",
          rounding: "exact",
          per: 1,
          credits: "1",
        },
        {
          feature: "ai.image",
          creditType: "ai",
          unit: "image",
          rounding: "exact",
          per: 1,
          credits: "4",
          models: [{ model: "image-large", vendor: "OpenAI", tier: "large", credits: "8" }],
        },
      ],
    },
  },
  "GET /packs": {
    keys: ["read"],
    parameters: { workspace: "acme-home" },
    status: 200,
    answer: {
      rows: [
        {
          id: "ai-2000",
          name: "AI 2,000",
          creditType: "ai",
          credits: "2000",
          validityMonths: 12,
          prices: [{ amountMinor: 4900, currency: "EUR" }],
        },
      ],
      next: null,
    },
  },
  "POST /workspaces/{workspace}/checkout": {
    keys: ["platform"],
    body: { pack: "ai-2000", returnUrl: "https://app.example.com/credits" },
    status: 201,
    answer: { url: PAYMENT_PAGE_EXAMPLE },
  },
  "POST /workspaces/{workspace}/holds": {
    keys: ["meter"],
    body: {
      lines: [{ feature: "ai.attributes", quantity: 4000 }],
      agent: "translator-de",
      expiresInSeconds: 900,
    },
    status: 201,
    answer: {
      id: HOLD,
      required: { ai: "40" },
      held: { ai: "40" },
      expiresAt: "2026-11-21T12:15:00.000Z",
      balance: { ai: { available: "10", held: "40" } },
      lines: [
        {
          feature: "ai.attributes",
          quantity: "4000",
          credits: "40",
          grants: [{ id: STARTER_AI, credits: "40" }],
        },
      ],
    },
  },
  "POST /workspaces/{workspace}/holds/{hold}/extend": {
    keys: ["meter"],
    parameters: { hold: HOLD },
    body: { expiresInSeconds: 3600 },
    status: 200,
    answer: { id: HOLD, expiresAt: "2026-11-21T13:00:00.000Z" },
  },
  "POST /workspaces/{workspace}/holds/{hold}/capture": {
    keys: ["meter"],
    parameters: { hold: HOLD },
    body: { lines: [{ feature: "ai.attributes", quantity: 2500 }], partial: true },
    status: 201,
    answer: {
      id: CAPTURE,
      required: { ai: "25" },
      spent: { ai: "25" },
      balance: { ai: { available: "10", held: "15" } },
      lines: [
        {
          feature: "ai.attributes",
          quantity: "2500",
          credits: "25",
          event: CAPTURED,
          grants: [{ id: STARTER_AI, credits: "25" }],
        },
      ],
      hold: { id: HOLD, open: true, held: { ai: "15" }, released: {} },
    },
  },
  "POST /workspaces/{workspace}/holds/{hold}/release": {
    keys: ["meter"],
    parameters: { hold: HOLD },
    status: 200,
    answer: { id: HOLD, released: { ai: "15" }, balance: { ai: { available: "25", held: "0" } } },
  },
  "POST /debits/batch": {
    keys: ["meter"],
    body: {
      items: [
        {
          workspace: "acme-home",
          idempotencyKey: "descriptions-1",
          lines: [{ feature: "ai.attributes", quantity: 500 }],
          job: "descriptions",
        },
        {
          workspace: "acme-home",
          idempotencyKey: "supplier-feed-1",
          lines: [{ feature: "automation.record", quantity: 5000 }],
        },
      ],
    },
    status: 200,
    answer: {
      results: [
        {
          status: 201,
          id: BATCHED,
          required: { ai: "5" },
          spent: { ai: "5" },
          balance: { ai: { available: "20", held: "0" } },
          lines: [
            {
              feature: "ai.attributes",
              quantity: "500",
              credits: "5",
              event: BATCHED_EVENT,
              grants: [{ id: STARTER_AI, credits: "5" }],
            },
          ],
        },
        REFUSAL_EXAMPLE,
      ],
    },
  },
};
