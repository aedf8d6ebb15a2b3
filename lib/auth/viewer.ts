import type { SystemViewer } from "#lib/core/viewer.ts";

export type { Membership, Role, SystemViewer, UserViewer, Viewer } from "#lib/core/viewer.ts";

/** Headroom acting by itself. `reason` names the job or event, for the audit log. */
export function systemViewer(reason: string): SystemViewer {
  return { kind: "system", reason };
}
