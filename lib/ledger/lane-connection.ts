import type pg from "pg";
import { isDatabaseUnavailable } from "#lib/db/unavailable.ts";

/** A plan made while a table was small reads all of it when it is large; the server itself sees that within a minute or so. */
const PLANS_LAST_MS = 1_000;

/** The one connection of a lane while there is work: it keeps its plans for a while, and flushes follow each other on it. */
export class LaneConnection {
  readonly #connect: () => Promise<pg.PoolClient>;
  readonly #clock: () => number;
  #client: Promise<pg.PoolClient> | null = null;
  readonly #plannedAt = new WeakMap<pg.PoolClient, number>();

  /** @param clock milliseconds from anywhere */
  constructor(connect: () => Promise<pg.PoolClient>, clock = () => performance.now()) {
    this.#connect = connect;
    this.#clock = clock;
  }

  /** For a flush or a transaction that is about to begin. */
  async get(): Promise<pg.PoolClient> {
    const client = await this.#connected();
    const plannedAt = this.#plannedAt.get(client);
    if (plannedAt === undefined) this.#plannedAt.set(client, this.#clock());
    else if (this.#clock() - plannedAt > PLANS_LAST_MS) {
      this.#plannedAt.set(client, this.#clock());
      // Not waited for: what fails here fails again in the statement behind it.
      client.query("DISCARD PLANS").catch(ignore);
    }
    return client;
  }

  #connected(): Promise<pg.PoolClient> {
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
