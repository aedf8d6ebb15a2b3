import type { Difference } from "#lib/ledger/verify.ts";
import { generate } from "./prepare.ts";
import { main, StepError } from "./steps.ts";

const MOST_SHOWN = 50;

/** `npm run verify [workspace]`: recomputes every stored sum from the transfers; exit code 1 when anything differs. */
await main(async () => {
  await generate();
  const { pool } = await import("#lib/db/pool.ts");
  const { inTransaction } = await import("#lib/db/sql.ts");
  const { LAWS, verifyLedger } = await import("#lib/ledger/verify.ts");
  const { withDatabase } = await import("./with-database.ts");
  const workspaceId = process.argv[2] ?? null;
  const differences = await withDatabase(async () => {
    const { rows } = await pool().query("SELECT to_regclass('transfer') IS NOT NULL AS migrated");
    if (!rows[0]?.migrated)
      throw new StepError("This database has no ledger yet. Run npm run migrate first.");
    return await inTransaction((sql) => verifyLedger(sql, workspaceId));
  });
  show(differences);
  const scope = workspaceId ?? "all workspaces";
  process.stdout.write(`Verified ${scope}: ${LAWS.length} laws, ${differences.length} differences\n`);
  return differences.length === 0 ? 0 : 1;
});

function show(differences: readonly Difference[]): void {
  for (const { check, workspaceId: where, subject, stored, recomputed } of differences.slice(0, MOST_SHOWN)) {
    process.stdout.write(`${where} ${subject}: ${check}\n  stored ${stored}, recomputed ${recomputed}\n`);
  }
  if (differences.length > MOST_SHOWN) {
    process.stdout.write(`and ${differences.length - MOST_SHOWN} more\n`);
  }
}
