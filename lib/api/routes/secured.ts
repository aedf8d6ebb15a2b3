import { authenticate } from "../authenticate.ts";
import { readJson, readJsonOrNothing } from "../read-json.ts";

type Secured<Middleware> = { security: { key: string[] }[]; middleware: Middleware };

const security = [{ key: [] }];

/** A call that reads: it needs a key. */
export const reads: Secured<[typeof authenticate]> = { security, middleware: [authenticate] };

/** A call with a body: it needs a key, and its body is read before anything else. */
export const sends: Secured<[typeof authenticate, typeof readJson]> = {
  security,
  middleware: [authenticate, readJson],
};

/** A call whose body may be left out. */
export const maySend: Secured<[typeof authenticate, typeof readJsonOrNothing]> = {
  security,
  middleware: [authenticate, readJsonOrNothing],
};
