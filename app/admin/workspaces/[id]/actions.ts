"use server";

import { z } from "zod";
import { voidWithReason } from "#lib/commands/void-with-reason.ts";
import { action } from "#lib/web/action.ts";

const voidForm = z.object({
  workspace: z.string(),
  grant: z.string().max(64),
  key: z.uuid(),
  reason: z.string().max(500),
});

/** Voids what is left of a grant, once per key. */
export const voidGrantAction = action(voidForm, (viewer, { workspace, ...form }) =>
  voidWithReason(viewer, workspace, form, new Date()),
);
