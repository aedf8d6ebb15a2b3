import { getBalance } from "#lib/queries/balance.ts";
import { route } from "#lib/web/route.ts";

/** The balance now, for the part of every page that follows it. */
export const GET = route<{ workspace: string }>(async (viewer, { params }) =>
  Response.json(await getBalance(viewer, params.workspace, new Date()), {
    headers: { "Cache-Control": "no-store" },
  }),
);
