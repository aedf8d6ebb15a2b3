"use client";

import { useQuery } from "@tanstack/react-query";
import type { BalanceDto } from "#lib/queries/balance.ts";

const POLL_MS = 1500;

async function fetchBalance(workspaceId: string, signal: AbortSignal): Promise<BalanceDto> {
  const answer = await fetch(`/w/${workspaceId}/balance`, { signal, cache: "no-store" });
  if (!answer.ok) throw new Error(`balance: ${answer.status}`);
  return answer.json();
}

export interface LiveBalance {
  balance: BalanceDto;
  /** The last tries failed: the balance is as of `balance.asOf`. */
  isStale: boolean;
}

/**
 * The balance as it is now: what the server rendered, then what polling brings while the tab is visible. The newer of
 * the two wins, because a page rendered after an action may be ahead of the last poll. All callers share one poll.
 */
export function useLiveBalance(rendered: BalanceDto): LiveBalance {
  const { data, isError } = useQuery({
    queryKey: ["balance", rendered.workspaceId],
    queryFn: ({ signal }) => fetchBalance(rendered.workspaceId, signal),
    initialData: rendered,
    initialDataUpdatedAt: () => Date.parse(rendered.asOf),
    refetchInterval: POLL_MS,
    staleTime: POLL_MS,
  });
  return { balance: data.asOf > rendered.asOf ? data : rendered, isStale: isError };
}
