"use server";

import { z } from "zod";
import { createApiKey } from "#lib/commands/create-api-key.ts";
import { revokeApiKey } from "#lib/commands/revoke-api-key.ts";
import { KEY_SCOPES } from "#lib/core/viewer.ts";
import { action } from "#lib/web/action.ts";

// What is wrong with a field is said by the command, at the field; here only the outer form is checked.
const ticked = z.literal("on").optional();
const keyForm = z.object({ workspace: z.string(), name: z.string().max(2_000), read: ticked, meter: ticked });

/** Makes a key of the workspace. The answer is the only place where its secret ever stands. */
export const createKeyAction = action(keyForm, (viewer, { workspace, name, ...ticks }) => {
  const scopes = KEY_SCOPES.filter((scope) => ticks[scope]);
  return createApiKey(viewer, workspace, { name, scopes, reason: "" }, new Date());
});

const revokeForm = z.object({
  workspace: z.string(),
  id: z.string().max(64),
  reason: z.string().max(2_000).default(""),
});

/** Revokes a key of the workspace. */
export const revokeKeyAction = action(revokeForm, (viewer, { workspace, ...form }) =>
  revokeApiKey(viewer, workspace, form, new Date()),
);
