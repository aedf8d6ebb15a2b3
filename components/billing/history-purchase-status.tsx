import { useTranslations } from "next-intl";
import { Badge, type Tone } from "#components/ui/badge.tsx";

const tones: Record<string, Tone> = { pending: "warn", paid: "good", failed: "bad", disputed: "bad" };

export function PurchaseStatus({ status }: { status: string }) {
  const t = useTranslations("buy.purchases.states");
  return <Badge tone={tones[status]}>{t.has(status) ? t(status) : status}</Badge>;
}
