import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { Cell, HeaderCell, OnPhone, Row, RowHeader, Table, tight, wideOnly } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { useFeatureName } from "#components/usage/names.ts";
import { OutcomeBadges } from "#components/usage/outcome-badges.tsx";
import { PriceText, useQuantityText } from "#components/usage/price-text.tsx";
import { Skipped } from "#components/usage/skipped.tsx";
import type { ReceiptDto, ReceiptPart } from "#lib/queries/receipt.ts";
import type { UsageEventDto } from "#lib/queries/usage-events.ts";
import { historyPath } from "./history-url.ts";

/** Each line with its quantities, the rate it was priced by, and what that makes; on a phone under the feature. */
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
          <HeaderCell className={wideOnly}>{t("processed")}</HeaderCell>
          <HeaderCell className={wideOnly}>{t("rate")}</HeaderCell>
          <HeaderCell className={wideOnly}>{t("version")}</HeaderCell>
          <HeaderCell className={wideOnly}>{t("type")}</HeaderCell>
          <HeaderCell numeric>{t("credits")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Row key={line.id}>
            <RowHeader className="align-top max-sm:pr-0">
              {featureName(line.feature)} <OutcomeBadges event={line} />
              {line.model ? <span className="block text-xs font-normal text-muted">{line.model}</span> : null}
              <OnPhone>
                <PriceText event={line} />
              </OnPhone>
              <OnPhone>
                <Skipped event={line} />
              </OnPhone>
              <OnPhone>{debit("version", { version: line.rateVersion })}</OnPhone>
              <OnPhone>
                <CreditType creditType={line.creditType} />
              </OnPhone>
            </RowHeader>
            <Cell className={clsx(wideOnly, "whitespace-nowrap")}>
              {quantityText(line.quantity, line.price?.unit ?? "unit")}
              <Skipped event={line} />
            </Cell>
            <Cell className={wideOnly}>
              <PriceText event={line} />
            </Cell>
            <Cell className={wideOnly}>{line.rateVersion}</Cell>
            <Cell className={wideOnly}>
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
          <HeaderCell numeric className={tight}>
            {t("before")}
          </HeaderCell>
          <HeaderCell numeric className={tight}>
            {t("spent")}
          </HeaderCell>
          <HeaderCell numeric className={tight}>
            {t("after")}
          </HeaderCell>
        </tr>
      </thead>
      <tbody>
        {balances.map(({ creditType, before, spent, after }) => (
          <Row key={creditType}>
            <RowHeader>
              <CreditType creditType={creditType} short />
            </RowHeader>
            <Cell numeric className={tight}>
              <Credits value={before} />
            </Cell>
            <Cell numeric className={tight}>
              <Credits value={`-${spent}`} />
            </Cell>
            <Cell numeric className={tight}>
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
          <HeaderCell className={wideOnly}>{t("expires")}</HeaderCell>
          <HeaderCell className={wideOnly}>{t("line")}</HeaderCell>
          <HeaderCell className={wideOnly}>{t("type")}</HeaderCell>
          <HeaderCell numeric>{t("taken")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <Row key={`${part.event} ${part.grant}`}>
            <RowHeader className="align-top max-sm:pr-0">
              <TextLink href={historyPath(workspaceId, { grant: part.grant })}>
                {sources.has(part.source) ? sources(part.source) : part.source}
              </TextLink>
              <OnPhone>{featureName(featureOf.get(part.event) ?? "")}</OnPhone>
              <OnPhone>
                {part.expiresAt
                  ? t.rich("expiresAt", { at: () => <Instant at={part.expiresAt ?? ""} zone={zone} /> })
                  : t("neverExpires")}
              </OnPhone>
              <OnPhone>
                <CreditType creditType={part.creditType} />
              </OnPhone>
            </RowHeader>
            <Cell className={wideOnly}>
              {part.expiresAt ? <Instant at={part.expiresAt} zone={zone} /> : t("never")}
            </Cell>
            <Cell className={wideOnly}>{featureName(featureOf.get(part.event) ?? "")}</Cell>
            <Cell className={wideOnly}>
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
