import { useTranslations } from "next-intl";
import { useCreditTypeName } from "#components/credits/credit-type.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { NeedDto } from "#lib/queries/needs.ts";

const tones = {
  paused: "bad",
  used_up: "bad",
  low: "warn",
  expiring: "warn",
  payment_pending: "action",
} as const satisfies Record<NeedDto["kind"], Tone>;

/** What the customer is told to decide about, in two words. */
export function FlagBadge({ flag }: { flag: NeedDto }) {
  const t = useTranslations("admin.flags");
  const name = useCreditTypeName();
  const type = "creditType" in flag ? name(flag.creditType) : "";
  return <Badge tone={tones[flag.kind]}>{t(flag.kind, { type })}</Badge>;
}
