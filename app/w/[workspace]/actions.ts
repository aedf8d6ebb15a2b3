"use server";

import { z } from "zod";
import { askTopUp } from "#lib/commands/ask-top-up.ts";
import { action } from "#lib/web/action.ts";

/** Mails the owners of the workspace that the viewer asks for more credits. */
export const askOwner = action(z.string(), (viewer, workspaceId) =>
  askTopUp(viewer, workspaceId, new Date()),
);
