import { cache } from "react";
import type { UserViewer } from "#lib/core/viewer.ts";
import { getBalance } from "#lib/queries/balance.ts";

/** The instant of this request: all that one page shows is as of the same moment. */
export const requestTime = cache(() => new Date());

/** The balance, read once for the shell and the page in it, so that both show the same number. */
export const loadBalance = cache((viewer: UserViewer, workspaceId: string) =>
  getBalance(viewer, workspaceId, requestTime()),
);
