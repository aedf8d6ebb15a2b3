import type { Viewer } from "#lib/core/viewer.ts";

/** What a call carries from its middleware to its handler. */
export type ApiEnv = {
  Variables: {
    /** The one reading of the clock of this call. */
    now: Date;
    viewer: Viewer;
    /** SHA-256 of what is asked: the method, the path and the parsed body. */
    bodyHash: string;
  };
};
