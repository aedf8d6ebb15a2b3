import { useTranslations } from "next-intl";
import { useCreditTypeName } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { screenPath } from "#components/shell/screens.ts";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { ExpiringLot, ExpiryOfType } from "#lib/queries/expiry.ts";

export interface LotTableProps {
  workspaceId: string;
  type: ExpiryOfType;
  zone: string;
}

/** The lots of one credit type in the order they burn, each with the exact instant at which it ends. */
export function LotTable({ workspaceId, type, zone }: LotTableProps) {
  const t = useTranslations("expiry.lots");
  const name = useCreditTypeName()(type.creditType);
  return (
    <Table label={t("label", { type: name })}>
      <thead>
        <tr>
          <HeaderCell>{t("source")}</HeaderCell>
          <HeaderCell className={wide}>{t("expires")}</HeaderCell>
          <HeaderCell numeric>{t("left")}</HeaderCell>
          <HeaderCell numeric>{t("atRisk")}</HeaderCell>
          <HeaderCell numeric>{t("willBeUsed")}</HeaderCell>
          <HeaderCell numeric>{t("priority")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {type.lots.map((lot) => (
          <LotRow key={lot.id} workspaceId={workspaceId} lot={lot} zone={zone} />
        ))}
      </tbody>
    </Table>
  );
}

/** On a phone the expiry stands under the source, so that the figures stay in sight. */
const wide = "max-sm:hidden";

function LotRow({ workspaceId, lot, zone }: { workspaceId: string; lot: ExpiringLot; zone: string }) {
  const t = useTranslations("expiry.lots");
  const sources = useTranslations("credits.sources");
  return (
    <Row>
      <RowHeader className="align-top">
        <TextLink href={`${screenPath(workspaceId, "history")}?${new URLSearchParams({ grant: lot.id })}`}>
          {sources.has(lot.source) ? sources(lot.source) : lot.source}
        </TextLink>
        <span className="block text-xs font-normal sm:hidden">
          <Expires lot={lot} zone={zone} />
        </span>
      </RowHeader>
      <Cell className={wide}>
        <Expires lot={lot} zone={zone} />
      </Cell>
      <Cell numeric>
        <Credits value={lot.remaining} />
        <span className="block text-xs text-muted">
          {t.rich("of", { credits: () => <Credits value={lot.amount} /> })}
          {lot.held === "0" ? null : <>, {t.rich("held", { credits: () => <Credits value={lot.held} /> })}</>}
        </span>
      </Cell>
      <ForecastCells lot={lot} />
      <Cell numeric>{lot.priority}</Cell>
    </Row>
  );
}

/** The instant, how far away it is, and when the lot begins where it has not begun. */
function Expires({ lot, zone }: { lot: ExpiringLot; zone: string }) {
  const t = useTranslations("expiry.lots");
  return (
    <>
      {lot.expiresAt ? <Instant at={lot.expiresAt} zone={zone} /> : t("never")}
      {lot.expiresInDays === null ? null : (
        <span className="block text-xs text-muted">{t("in", { days: lot.expiresInDays })}</span>
      )}
      {lot.effective ? null : (
        <span className="block text-xs text-muted">
          {t.rich("starts", { at: () => <Instant at={lot.effectiveAt} zone={zone} /> })}
        </span>
      )}
    </>
  );
}

function ForecastCells({ lot }: { lot: ExpiringLot }) {
  const t = useTranslations("expiry.lots");
  if (!lot.forecast) {
    return (
      <Cell numeric colSpan={2} className="text-muted">
        {t("unknown")}
      </Cell>
    );
  }
  const { willBeUsed, atRisk } = lot.forecast;
  return (
    <>
      <Cell numeric>
        {lot.expiresAt ? (
          <Credits value={atRisk} className={atRisk === "0" ? undefined : "font-medium text-warn"} />
        ) : null}
      </Cell>
      <Cell numeric>{lot.expiresAt ? <Credits value={willBeUsed} /> : null}</Cell>
    </>
  );
}
