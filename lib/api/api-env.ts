import type { KeyViewer } from "#lib/core/viewer.ts";

/** What a call carries from its middleware to its handler. */
export type ApiEnv = {
  Variables: {
    /** The one reading of the clock of this call. */
    now: Date;
    viewer: KeyViewer;
    /** The headers that say how many calls may still come. */
    rateLimit: Readonly<Record<string, string>>;
    /** The parsed body of a write. */
    body: unknown;
  };
};
