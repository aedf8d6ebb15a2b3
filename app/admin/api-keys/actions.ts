"use server";

import { z } from "zod";
import { createApiKey } from "#lib/commands/create-api-key.ts";
import { revokeApiKey } from "#lib/commands/revoke-api-key.ts";
import { action } from "#lib/web/action.ts";

const field = z.string().max(2_000);

/** Makes a platform key. The answer is the only place where its secret ever stands. */
export const createPlatformKeyAction = action(z.object({ name: field, reason: field }), (viewer, form) =>
  createApiKey(viewer, null, { ...form, scopes: [] }, new Date()),
);

const revokeForm = z.object({ workspace: z.string().optional(), id: z.string().max(64), reason: field });

/** Revokes a key of a workspace, or of the platform where none is named. */
export const revokeAnyKeyAction = action(revokeForm, (viewer, { workspace = null, ...form }) =>
  revokeApiKey(viewer, workspace, form, new Date()),
);
