"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import type { BalanceDto } from "#lib/queries/balance.ts";
import { useLiveBalance } from "./use-live-balance.ts";

const AT_MOST_EVERY_MS = 3000;

const numbersOf = (balance: BalanceDto) =>
  balance.types.map((type) => `${type.creditType} ${type.available} ${type.held}`).join();

/** Renders the page again when the balance is no longer the one it was rendered with, so that all of it agrees. */
export function RefreshOnChange({ rendered }: { rendered: BalanceDto }) {
  const router = useRouter();
  const { balance } = useLiveBalance(rendered);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const changed = numbersOf(balance) !== numbersOf(rendered);

  useEffect(() => {
    if (!changed || timer.current) return;
    const refresh = () => {
      timer.current = undefined;
      router.refresh();
    };
    timer.current = setTimeout(refresh, AT_MOST_EVERY_MS);
  }, [changed, router]);

  useEffect(() => () => clearTimeout(timer.current), []);
  return null;
}
