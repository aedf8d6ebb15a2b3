"use client";

import { Credits } from "#components/credits/credits.tsx";
import type { BalanceDto } from "#lib/queries/balance.ts";
import { useLiveBalance } from "./use-live-balance.ts";

export interface LiveAvailableProps {
  rendered: BalanceDto;
  creditType: string;
  field: "available" | "held";
}

/** The same number as in the rail, at the same moment. */
export function LiveAvailable({ rendered, creditType, field }: LiveAvailableProps) {
  const { balance } = useLiveBalance(rendered);
  const type = balance.types.find((one) => one.creditType === creditType);
  return <Credits value={type?.[field] ?? "0"} />;
}
