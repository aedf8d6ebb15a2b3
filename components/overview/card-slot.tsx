import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ErrorCard } from "#components/ui/error-card.tsx";
import { RetryButton } from "#components/ui/retry-button.tsx";

/** What a card shows: what was loaded, or the reference under which its failure was logged. */
export type CardData<T> = { ok: true; value: T } | { ok: false; reference: string };

export interface CardSlotProps<T> {
  data: CardData<T>;
  /** The card has padding of its own. */
  inset?: boolean;
  children: (value: T) => ReactNode;
}

/** A card whose content failed says so in its own place; the cards around it are not touched. */
export function CardSlot<T>({ data, inset, children }: CardSlotProps<T>) {
  const t = useTranslations("overview.error");
  if (data.ok) return <>{children(data.value)}</>;
  return (
    <ErrorCard inset={inset} title={t("title")} reference={data.reference} action={<RetryButton />}>
      {t("text")}
    </ErrorCard>
  );
}
