import { useTranslations } from "next-intl";
import { Instant } from "#components/credits/instant.tsx";
import { LatestRows } from "#components/credits/latest-rows.tsx";
import { RefreshOnChange } from "#components/shell/refresh-on-change.tsx";
import { screenPath } from "#components/shell/screens.ts";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { WithKey } from "#lib/queries/actor-keys.ts";
import type { BalanceDto } from "#lib/queries/balance.ts";
import type { BalanceTermsDto } from "#lib/queries/balance-terms.ts";
import type { LedgerEntryDto } from "#lib/queries/ledger.ts";
import type { NeedDto } from "#lib/queries/needs.ts";
import type { RecentUseDto } from "#lib/queries/recent-use.ts";
import { BalanceCard } from "./balance-card.tsx";
import { type CardData, CardSlot } from "./card-slot.tsx";
import { NeedsYou } from "./needs-you.tsx";
import { TopAgents } from "./top-agents.tsx";
import { UseCard } from "./use-card.tsx";
import { WhyNumber } from "./why-number.tsx";

export interface OverviewProps {
  balance: BalanceDto;
  terms: CardData<BalanceTermsDto[]>;
  needs: CardData<NeedDto[]>;
  use: CardData<RecentUseDto>;
  rows: CardData<WithKey<LedgerEntryDto>[]>;
  canBuy: boolean;
}

/** Am I fine, what changed, what must I do? */
export function Overview({ balance, terms, needs, use, rows, canBuy }: OverviewProps) {
  const t = useTranslations("overview");
  const { workspaceId, timeZone: zone } = balance;
  return (
    <>
      <RefreshOnChange rendered={balance} />
      <PageHeader
        title={t("title")}
        description={t.rich("asOf", { at: () => <Instant at={balance.asOf} zone={zone} /> })}
      />
      <div className="grid gap-4 lg:grid-cols-2">
        <Card title={t("needs.title")} className="lg:col-span-2">
          <CardSlot data={needs} inset>
            {(list) => <NeedsYou workspaceId={workspaceId} needs={list} zone={zone} canBuy={canBuy} />}
          </CardSlot>
        </Card>
        {balance.types.map((type) => (
          <BalanceCard
            key={type.creditType}
            balance={balance}
            type={type}
            why={<Why workspaceId={workspaceId} creditType={type.creditType} terms={terms} />}
          />
        ))}
        <UseCards use={use} zone={zone} />
        <Card
          title={t("agents.title")}
          action={<span className="text-sm text-muted">{t("agents.subtitle")}</span>}
          className="lg:col-span-2"
          flush
        >
          <CardSlot data={use}>
            {({ topAgents }) => <TopAgents workspaceId={workspaceId} agents={topAgents} />}
          </CardSlot>
        </Card>
        <Card
          title={t("rows.title")}
          action={<TextLink href={screenPath(workspaceId, "history")}>{t("rows.all")}</TextLink>}
          className="lg:col-span-2"
          flush
        >
          <CardSlot data={rows}>{(list) => <LatestRows rows={list} zone={zone} />}</CardSlot>
        </Card>
      </div>
    </>
  );
}

interface WhyProps {
  workspaceId: string;
  creditType: string;
  terms: CardData<BalanceTermsDto[]>;
}

/** The sum is an explanation: where it could not be loaded the balance stands without it. */
function Why({ workspaceId, creditType, terms }: WhyProps) {
  const found = terms.ok ? terms.value.find((one) => one.creditType === creditType) : undefined;
  return found ? <WhyNumber workspaceId={workspaceId} terms={found} /> : null;
}

function UseCards({ use, zone }: { use: CardData<RecentUseDto>; zone: string }) {
  const t = useTranslations("overview.use");
  if (use.ok) {
    return use.value.types.map((type) => (
      <UseCard key={type.creditType} use={type} today={use.value.today} zone={zone} />
    ));
  }
  return (
    <Card title={t("title")} className="lg:col-span-2">
      <CardSlot data={use} inset>
        {() => null}
      </CardSlot>
    </Card>
  );
}
