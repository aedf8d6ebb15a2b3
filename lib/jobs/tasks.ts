import type { TaskList } from "graphile-worker";
import { inTransaction } from "#lib/db/sql.ts";
import { ensureComingPartitions } from "#lib/ledger/partitions.ts";
import { expireGrants } from "./expire-grants.ts";
import { settlePurchases } from "./settle-purchases.ts";

/** Every job that can be queued, by its name. Each lives in a file of its own; this is where the clock is read. */
export const tasks: TaskList = {
  expire_grants: async () => {
    await expireGrants(new Date());
  },
  settle_purchases: async () => {
    await settlePurchases(new Date());
  },
  ensure_partitions: async () => {
    await inTransaction((sql) => ensureComingPartitions(sql, new Date()));
  },
};

/** When jobs run by themselves, in UTC. One that was missed while nothing ran is made up for where it matters. */
export const crontab = `
* * * * * expire_grants
*/5 * * * * settle_purchases
17 3 * * * ensure_partitions ?fill=2d
`;
