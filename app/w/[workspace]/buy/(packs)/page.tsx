import { randomUUID } from "node:crypto";
import { getTranslations } from "next-intl/server";
import { PackScreen } from "#components/billing/pack-screen.tsx";
import { AskOwnerButton } from "#components/shell/ask-owner-button.tsx";
import { RefreshOnChange } from "#components/shell/refresh-on-change.tsx";
import { ClientTexts } from "#components/ui/client-texts.tsx";
import { requireViewer, requireWorkspace } from "#lib/auth/session.ts";
import { formatMicro } from "#lib/core/credits.ts";
import { roleIn } from "#lib/core/permissions.ts";
import { listPackOffers } from "#lib/queries/packs.ts";
import { listPurchases } from "#lib/queries/purchases.ts";
import { askOwner } from "../../actions.ts";
import { loadBalance, requestTime } from "../../load-balance.ts";
import { loadCard } from "../../load-card.ts";
import { buyPackAction } from "./actions.ts";
import { needOf, type SearchParams } from "./need.ts";

const LATEST = 5;

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: SearchParams;
}

export async function generateMetadata() {
  const t = await getTranslations("buy");
  return { title: t("title") };
}

export default async function BuyPage({ params, searchParams }: PageProps) {
  const viewer = await requireViewer();
  const id = requireWorkspace(viewer, (await params).workspace);
  const need = needOf(await searchParams);
  const [balance, offers, purchases] = await Promise.all([
    loadBalance(viewer, id),
    listPackOffers(viewer, id, need, requestTime()),
    loadCard(listPurchases(viewer, id, LATEST)),
  ]);
  const packs = offers.types.flatMap((type) => type.offers);
  const keys = Object.fromEntries(packs.map((pack) => [pack.id, randomUUID()]));
  const isSold = need && offers.types.some(({ creditType }) => creditType === need.creditType);
  return (
    <ClientTexts namespaces={["buy"]}>
      <RefreshOnChange rendered={balance} />
      <PackScreen
        offers={offers}
        purchases={purchases}
        need={isSold ? { creditType: need.creditType, credits: formatMicro(need.credits) } : null}
        purchase={offers.canBuy ? { keys, buy: buyPackAction } : null}
        askOwner={roleIn(viewer, id) ? <AskOwnerButton ask={askOwner.bind(null, id)} /> : null}
      />
    </ClientTexts>
  );
}
