import { parseMicro } from "#lib/core/credits.ts";
import type { Need } from "#lib/queries/packs.ts";

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** What a run was short of, as the Playground's link says it; null for any other address. */
export function needOf({ type, need }: Awaited<SearchParams>): Need | null {
  const credits = typeof need === "string" ? parseMicro(need) : null;
  return typeof type === "string" && credits !== null && credits > 0n ? { creditType: type, credits } : null;
}
