import type { Viewer } from "#lib/core/viewer.ts";

/** What a call carries from its middleware to its handler. */
export type ApiEnv = {
  Variables: {
    /** The one reading of the clock of this call. */
    now: Date;
    viewer: Viewer;
    /** The parsed body of a write. */
    body: unknown;
  };
};
