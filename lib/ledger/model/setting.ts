import type { Scope } from "./books.ts";

/** A change of what decides. It happens between postings, at `now`. */
export type Setting =
  | { kind: "pause"; workspaceId: string; now: Date; paused: boolean }
  | { kind: "zone"; workspaceId: string; now: Date; zone: string }
  | {
      /** Sets the limit of the budget that there is for the subject, or makes one; null ends it. */
      kind: "budget";
      workspaceId: string;
      now: Date;
      id: string;
      name: string;
      scope: Scope;
      subject: string;
      creditType: string;
      onReach: "alert" | "stop";
      limit: bigint | null;
    }
  | {
      /** Of the workspace or of its plan, which no other workspace has; null removes the setting. */
      kind: "feature";
      workspaceId: string;
      now: Date;
      level: "workspace" | "plan";
      feature: string;
      state: "on" | "off" | "trial" | null;
      endsAt: Date | null;
    };
