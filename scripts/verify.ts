import { inTransaction } from "#lib/db/sql.ts";
import { verifyLedger } from "#lib/ledger/verify.ts";
import { checks } from "#lib/ledger/verify-checks.ts";
import { withDatabase } from "./with-database.ts";

const MOST_SHOWN = 50;

/** `npm run verify [workspace]`: recomputes every stored sum from the transfers; exit code 1 when anything differs. */
async function main(): Promise<number> {
  const workspaceId = process.argv[2] ?? null;
  const differences = await withDatabase(() => inTransaction((sql) => verifyLedger(sql, workspaceId)));
  for (const { check, workspaceId: where, subject, stored, recomputed } of differences.slice(0, MOST_SHOWN)) {
    process.stdout.write(`${where} ${subject}: ${check}\n  stored ${stored}, recomputed ${recomputed}\n`);
  }
  if (differences.length > MOST_SHOWN) {
    process.stdout.write(`and ${differences.length - MOST_SHOWN} more\n`);
  }
  const scope = workspaceId ?? "all workspaces";
  process.stdout.write(
    `Verified ${scope}: ${Object.keys(checks).length} laws, ${differences.length} differences\n`,
  );
  return differences.length === 0 ? 0 : 1;
}

process.exitCode = await main();
