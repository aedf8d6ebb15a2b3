"use client";

import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Runway } from "#components/credits/runway.tsx";
import { Popover } from "#components/ui/popover.tsx";
import type { BalanceDto } from "#lib/queries/balance.ts";
import { BalancePanel } from "./balance-panel.tsx";
import { useLiveBalance } from "./use-live-balance.ts";

export interface BalancePillProps {
  rendered: BalanceDto;
  canBuy: boolean;
  /** In the rail it stands tall with the runway; on phones it is one line above the bottom bar. */
  shape: "rail" | "line";
}

/** What is left of every credit type, on every screen; opens the details. */
export function BalancePill({ rendered, canBuy, shape }: BalancePillProps) {
  const t = useTranslations("shell.balance");
  const { balance, isStale } = useLiveBalance(rendered);
  return (
    <Popover
      label={t("title")}
      side={shape === "rail" ? "top-start" : "top"}
      className="w-80"
      triggerClass={clsx(
        "w-full text-left hover:bg-hairline/40",
        shape === "rail"
          ? "rounded-md border border-hairline bg-bg p-3"
          : "flex min-h-11 flex-wrap items-center justify-center gap-x-6 bg-card px-4 py-1 text-sm -outline-offset-2",
      )}
      trigger={
        <>
          <span className={shape === "rail" ? "mb-1 block text-xs text-muted" : "sr-only"}>
            {t("available")}
          </span>
          {balance.types.map((type) =>
            shape === "rail" ? (
              <span key={type.creditType} className="block not-last:mb-2">
                <span className="flex items-baseline justify-between gap-2">
                  <CreditType creditType={type.creditType} short className="text-sm" />
                  <Credits
                    value={type.available}
                    className={clsx("font-medium", type.available === "0" && "text-bad")}
                  />
                </span>
                <span className="block pl-4 text-xs text-muted">
                  <Runway type={type} />
                </span>
              </span>
            ) : (
              <span key={type.creditType} className="flex items-baseline gap-2">
                <CreditType creditType={type.creditType} short className="text-muted" />
                <Credits
                  value={type.available}
                  className={clsx("font-medium", type.available === "0" && "text-bad")}
                />
              </span>
            ),
          )}
          {isStale ? <span className="block text-xs text-warn">{t("stale")}</span> : null}
        </>
      }
    >
      <BalancePanel balance={balance} isStale={isStale} canBuy={canBuy} />
    </Popover>
  );
}
