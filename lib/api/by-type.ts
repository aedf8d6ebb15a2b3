/**
 * The same amounts with their credit types in one order. A replayed answer comes back from the database with its fields in
 * another order than they had; the contract promises the same body.
 */
export function byType<Value>(amounts: Readonly<Record<string, Value>>): Record<string, Value> {
  const entries = Object.entries(amounts);
  if (entries.length < 2) return amounts;
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Balances after a posting, in one order. */
export function balancesByType(balances: Readonly<Record<string, { available: string; held: string }>>) {
  const entries = Object.entries(byType(balances));
  return Object.fromEntries(entries.map(([type, { available, held }]) => [type, { available, held }]));
}
