import { clsx } from "clsx";
import { useLocale, useTranslations } from "next-intl";
import { receiptPath } from "#components/billing/history-url.ts";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { formatInstant } from "#components/credits/format-instant.ts";
import { Instant } from "#components/credits/instant.tsx";
import { Cell, HeaderCell, OnPhone, Row, RowHeader, Table, tight, wideOnly } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { UsageEventDto } from "#lib/queries/usage-events.ts";
import { useFeatureName, useSourceName } from "./names.ts";
import { OutcomeBadges } from "./outcome-badges.tsx";
import { PriceText, useQuantityText } from "./price-text.tsx";
import { Skipped } from "./skipped.tsx";

export interface EventTableProps {
  workspaceId: string;
  events: readonly UsageEventDto[];
  zone: string;
}

/**
 * Quantity, rate and cost of each event, and what of it was skipped, discarded or paid by oneself. On a phone time and rate
 * stand under the feature, so that the cost stays in sight.
 */
export function EventTable({ workspaceId, events, zone }: EventTableProps) {
  const t = useTranslations("usage.events");
  return (
    <Table label={t("label")}>
      <thead>
        <tr>
          <HeaderCell className={wideOnly}>{t("when")}</HeaderCell>
          <HeaderCell>{t("feature")}</HeaderCell>
          <HeaderCell className={wideOnly}>{t("processed")}</HeaderCell>
          <HeaderCell className={wideOnly}>{t("rate")}</HeaderCell>
          <HeaderCell numeric className={tight}>
            {t("credits")}
          </HeaderCell>
          <HeaderCell className={tight}>{t("receipt")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <EventRow key={event.id} workspaceId={workspaceId} event={event} zone={zone} />
        ))}
      </tbody>
    </Table>
  );
}

interface EventRowProps {
  workspaceId: string;
  event: UsageEventDto;
  zone: string;
}

function EventRow({ workspaceId, event, zone }: EventRowProps) {
  const t = useTranslations("usage.events");
  const locale = useLocale();
  const featureName = useFeatureName();
  const sourceName = useSourceName();
  const quantityText = useQuantityText();
  const { credits, debit, occurredAt } = event;
  const at = formatInstant(occurredAt, zone, locale, "date-time-seconds");
  return (
    <Row>
      <Cell className={wideOnly}>
        <Instant at={occurredAt} zone={zone} show="date-time-seconds" />
        <span className="block text-xs text-muted">{sourceName(event.source)}</span>
      </Cell>
      <RowHeader className="align-top max-sm:pr-0">
        {featureName(event.feature)} <OutcomeBadges event={event} />
        {event.model ? <span className="block text-xs font-normal text-muted">{event.model}</span> : null}
        <OnPhone>
          <Instant at={occurredAt} zone={zone} show="date-time-seconds" />
        </OnPhone>
        <OnPhone>{sourceName(event.source)}</OnPhone>
        <OnPhone>
          <PriceText event={event} />
        </OnPhone>
        <OnPhone>
          <Skipped event={event} />
        </OnPhone>
      </RowHeader>
      <Cell className={clsx(wideOnly, "whitespace-nowrap")}>
        {quantityText(event.quantity, event.price?.unit ?? "unit")}
        <Skipped event={event} />
      </Cell>
      <Cell className={wideOnly}>
        <PriceText event={event} />
      </Cell>
      <Cell numeric className={tight}>
        <Credits value={credits} />
        <span className="block text-xs text-muted">
          <CreditType creditType={event.creditType} short />
        </span>
      </Cell>
      <Cell className={tight}>
        <TextLink href={receiptPath(workspaceId, debit, occurredAt)} aria-label={t("receiptLabel", { at })}>
          {t("receipt")}
        </TextLink>
      </Cell>
    </Row>
  );
}
