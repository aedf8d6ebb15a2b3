import { CircleCheck, CircleSlash, Clock, type LucideIcon, OctagonPause, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useCreditTypeName } from "#components/credits/credit-type.tsx";
import { Credits, CreditsAbout } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { Money } from "#components/credits/money.tsx";
import { useDaysText } from "#components/credits/runway.tsx";
import { screenPath } from "#components/shell/screens.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { NeedDto } from "#lib/queries/needs.ts";

export interface NeedsYouProps {
  workspaceId: string;
  needs: readonly NeedDto[];
  zone: string;
  canBuy: boolean;
}

/** What must I do? The most urgent first; one line says so when there is nothing. */
export function NeedsYou({ needs, ...rest }: NeedsYouProps) {
  const t = useTranslations("overview.needs");
  if (needs.length === 0) {
    return (
      <p className="flex items-center gap-2 text-muted">
        <CircleCheck aria-hidden="true" size={20} className="shrink-0 text-good" />
        {t("nothing")}
      </p>
    );
  }
  return (
    <ul className="flex flex-col">
      {needs.map((need) => (
        <Need key={keyOf(need)} need={need} {...rest} />
      ))}
    </ul>
  );
}

function keyOf(need: NeedDto): string {
  if (need.kind === "payment_pending") return need.purchaseId;
  if (need.kind === "paused") return need.kind;
  return `${need.kind} ${need.creditType} ${need.kind === "expiring" ? need.expiresAt : ""}`;
}

function Need({ need, ...context }: Omit<NeedsYouProps, "needs"> & { need: NeedDto }) {
  switch (need.kind) {
    case "paused":
      return <Paused need={need} zone={context.zone} />;
    case "used_up":
      return <UsedUp need={need} {...context} />;
    case "low":
      return <Low need={need} {...context} />;
    case "payment_pending":
      return <PaymentPending need={need} zone={context.zone} />;
    case "expiring":
      return <Expiring need={need} {...context} />;
  }
}

type Of<Kind extends NeedDto["kind"]> = Extract<NeedDto, { kind: Kind }>;
type Context = Omit<NeedsYouProps, "needs">;

function Paused({ need, zone }: { need: Of<"paused">; zone: string }) {
  const t = useTranslations("overview.needs");
  return (
    <Line Icon={OctagonPause} tone="text-bad" title={t("paused")}>
      {t.rich("pausedDetail", {
        by: need.by ?? t("pausedBySomeone"),
        reason: need.reason ?? t("pausedNoReason"),
        at: () => <Instant at={need.at} zone={zone} />,
      })}
    </Line>
  );
}

function UsedUp({ need, workspaceId, canBuy }: Context & { need: Of<"used_up"> }) {
  const t = useTranslations("overview.needs");
  const type = useCreditTypeName()(need.creditType);
  const pauses = need.creditType === "ai" || need.creditType === "automation" ? need.creditType : "other";
  return (
    <Line
      Icon={CircleSlash}
      tone="text-bad"
      title={t("usedUp", { type })}
      action={canBuy ? <LinkButton href={screenPath(workspaceId, "buy")}>{t("buy")}</LinkButton> : null}
    >
      {t(`pauses.${pauses}`)}
    </Line>
  );
}

function Low({ need, workspaceId, canBuy }: Context & { need: Of<"low"> }) {
  const t = useTranslations("overview.needs");
  const type = useCreditTypeName()(need.creditType);
  const days = useDaysText()(need);
  return (
    <Line
      Icon={TriangleAlert}
      tone="text-warn"
      title={t("low", { type })}
      action={canBuy ? <LinkButton href={screenPath(workspaceId, "buy")}>{t("buy")}</LinkButton> : null}
    >
      {t("lowDetail", { days })}
    </Line>
  );
}

function PaymentPending({ need, zone }: { need: Of<"payment_pending">; zone: string }) {
  const t = useTranslations("overview.needs");
  return (
    <Line
      Icon={Clock}
      tone="text-action"
      title={t("pending", { pack: need.packName })}
      action={
        need.checkoutUrl ? (
          <LinkButton href={need.checkoutUrl} prefetch={false}>
            {t("continue")}
          </LinkButton>
        ) : null
      }
    >
      {t.rich("pendingDetail", {
        price: () => <Money {...need.price} />,
        at: () => <Instant at={need.createdAt} zone={zone} />,
      })}
    </Line>
  );
}

function Expiring({ need, workspaceId, zone }: Context & { need: Of<"expiring"> }) {
  const t = useTranslations("overview.needs");
  const type = useCreditTypeName()(need.creditType);
  return (
    <Line
      Icon={TriangleAlert}
      tone="text-warn"
      title={t.rich("expiring", { type, credits: () => <CreditsAbout value={need.atRisk} /> })}
      action={<LinkButton href={screenPath(workspaceId, "expiry")}>{t("seeExpiry")}</LinkButton>}
    >
      {t.rich("expiringDetail", {
        credits: () => <Credits value={need.remaining} />,
        at: () => <Instant at={need.expiresAt} zone={zone} />,
      })}
    </Line>
  );
}

interface LineProps {
  Icon: LucideIcon;
  tone: string;
  title: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}

function Line({ Icon, tone, title, action, children }: LineProps) {
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 border-t border-hairline py-3 first:border-t-0 first:pt-1 last:pb-0">
      <Icon aria-hidden="true" size={20} className={`shrink-0 ${tone}`} />
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">{title}</p>
        <p className="text-muted">{children}</p>
      </div>
      {action}
    </li>
  );
}
