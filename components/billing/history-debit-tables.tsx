import { useTranslations } from "next-intl";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { useFeatureName } from "#components/usage/names.ts";
import { OutcomeBadges } from "#components/usage/outcome-badges.tsx";
import { PriceText, useQuantityText } from "#components/usage/price-text.tsx";
import type { ReceiptDto, ReceiptPart } from "#lib/queries/receipt.ts";
import type { UsageEventDto } from "#lib/queries/usage-events.ts";
import { historyPath } from "./history-url.ts";

/** Each line with its quantities, the rate it was priced by, and what that makes. */
export function DebitLines({ lines }: { lines: readonly UsageEventDto[] }) {
  const t = useTranslations("usage.events");
  const debit = useTranslations("history.debit");
  const featureName = useFeatureName();
  const quantityText = useQuantityText();
  return (
    <Table label={debit("linesLabel")}>
      <thead>
        <tr>
          <HeaderCell>{t("feature")}</HeaderCell>
          <HeaderCell>{t("processed")}</HeaderCell>
          <HeaderCell>{t("rate")}</HeaderCell>
          <HeaderCell>{t("version")}</HeaderCell>
          <HeaderCell>{t("type")}</HeaderCell>
          <HeaderCell numeric>{t("credits")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Row key={line.id}>
            <RowHeader className="align-top">
              {featureName(line.feature)} <OutcomeBadges event={line} />
              {line.model ? <span className="block text-xs font-normal text-muted">{line.model}</span> : null}
            </RowHeader>
            <Cell className="whitespace-nowrap">
              {quantityText(line.quantity, line.price?.unit ?? "unit")}
              {line.skipped === "0" ? null : (
                <span className="block text-xs text-muted">
                  {t.rich("skippedOf", { skipped: () => <Credits value={line.skipped} /> })}
                </span>
              )}
            </Cell>
            <Cell>
              <PriceText event={line} />
            </Cell>
            <Cell>{line.rateVersion}</Cell>
            <Cell>
              <CreditType creditType={line.creditType} short />
            </Cell>
            <Cell numeric>
              <Credits value={line.credits} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}

export function DebitBalances({ balances }: Pick<ReceiptDto, "balances">) {
  const t = useTranslations("history.debit");
  return (
    <Table label={t("balanceLabel")}>
      <thead>
        <tr>
          <HeaderCell>{t("type")}</HeaderCell>
          <HeaderCell numeric>{t("before")}</HeaderCell>
          <HeaderCell numeric>{t("spent")}</HeaderCell>
          <HeaderCell numeric>{t("after")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {balances.map(({ creditType, before, spent, after }) => (
          <Row key={creditType}>
            <RowHeader>
              <CreditType creditType={creditType} />
            </RowHeader>
            <Cell numeric>
              <Credits value={before} />
            </Cell>
            <Cell numeric>
              <Credits value={`-${spent}`} />
            </Cell>
            <Cell numeric>
              <Credits value={after} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}

export interface DebitPartsProps {
  workspaceId: string;
  parts: readonly ReceiptPart[];
  lines: readonly UsageEventDto[];
  zone: string;
}

/** Which lots the credits came out of, in the order in which they were taken. */
export function DebitParts({ workspaceId, parts, lines, zone }: DebitPartsProps) {
  const t = useTranslations("history.debit");
  const sources = useTranslations("credits.sources");
  const featureName = useFeatureName();
  const featureOf = new Map(lines.map(({ id, feature }) => [id, feature]));
  return (
    <Table label={t("lotsLabel")}>
      <thead>
        <tr>
          <HeaderCell>{t("lot")}</HeaderCell>
          <HeaderCell>{t("expires")}</HeaderCell>
          <HeaderCell>{t("line")}</HeaderCell>
          <HeaderCell>{t("type")}</HeaderCell>
          <HeaderCell numeric>{t("taken")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <Row key={`${part.event} ${part.grant}`}>
            <RowHeader>
              <TextLink href={historyPath(workspaceId, { grant: part.grant })}>
                {sources.has(part.source) ? sources(part.source) : part.source}
              </TextLink>
            </RowHeader>
            <Cell>{part.expiresAt ? <Instant at={part.expiresAt} zone={zone} /> : t("never")}</Cell>
            <Cell>{featureName(featureOf.get(part.event) ?? "")}</Cell>
            <Cell>
              <CreditType creditType={part.creditType} short />
            </Cell>
            <Cell numeric>
              <Credits value={part.credits} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
