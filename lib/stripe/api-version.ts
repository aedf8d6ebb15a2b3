import type Stripe from "stripe";

/** Pinned: a newer client does not compile until somebody has read what changed and moved this. */
export const API_VERSION: typeof Stripe.API_VERSION = "2026-10-28.endive";
