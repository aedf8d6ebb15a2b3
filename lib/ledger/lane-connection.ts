import type pg from "pg";
import { isDatabaseUnavailable } from "#lib/db/unavailable.ts";

/** The one connection of a lane while there is work: it keeps its plans, and flushes follow each other on it. */
export class LaneConnection {
  readonly #connect: () => Promise<pg.PoolClient>;
  #client: Promise<pg.PoolClient> | null = null;

  constructor(connect: () => Promise<pg.PoolClient>) {
    this.#connect = connect;
  }

  get(): Promise<pg.PoolClient> {
    if (this.#client) return this.#client;
    const connecting = this.#connect();
    this.#client = connecting;
    connecting.catch(() => {
      if (this.#client === connecting) this.#client = null;
    });
    return connecting;
  }

  release(): void {
    this.#client?.then((client) => client.release(), ignore);
    this.#client = null;
  }

  /** A connection that failed in the middle of a statement is not used again. */
  drop(error: unknown): void {
    if (!isDatabaseUnavailable(error)) return;
    this.#client?.then((client) => client.release(true), ignore);
    this.#client = null;
  }
}

/** Whoever asked for the connection is told why there is none. */
function ignore(): void {}
