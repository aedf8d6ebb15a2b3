"use server";

import { randomUUID } from "node:crypto";
import { z } from "zod";
import { grantPromo, planPromo } from "#lib/commands/grant-promo.ts";
import { action } from "#lib/web/action.ts";

// What is wrong with a field is said by the command, at the field; here only the outer form is checked.
const field = z.string().max(2_000);
const promoForm = z.object({
  workspace: z.string(),
  creditType: field,
  amount: field,
  startsOn: field,
  validThrough: field,
  reason: field,
});

/** Says what a grant would do, without effect. */
export const planPromoAction = action(promoForm, (viewer, { workspace, ...form }) =>
  planPromo(viewer, workspace, form, randomUUID(), new Date()),
);

/** Makes a previewed grant, once per key. */
export const grantPromoAction = action(
  promoForm.extend({ key: z.uuid() }),
  (viewer, { workspace, key, ...form }) => grantPromo(viewer, workspace, form, key, new Date()),
);
