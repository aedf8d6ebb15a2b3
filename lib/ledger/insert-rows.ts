import { arrayLiteral, type Sql } from "#lib/db/sql.ts";

type Cell = string | bigint | number | boolean | Date | null;

/** `INSERT ... SELECT FROM unnest`: one statement and one parameter a column, however many rows. */
export async function insertRows(
  sql: Sql,
  table: string,
  columns: Record<string, string>,
  rows: readonly Cell[][],
  onConflict = "",
): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(columns);
  const casts = Object.values(columns).map((type, index) => `$${index + 1}::${type}[]`);
  await sql(
    `INSERT INTO ${table} (${names.join(", ")}) SELECT * FROM unnest(${casts.join(", ")}) ${onConflict}`,
    names.map((_, index) => arrayLiteral(rows.map((row) => row[index] ?? null))),
  );
}
