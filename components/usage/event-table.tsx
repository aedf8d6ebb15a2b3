import { useLocale, useTranslations } from "next-intl";
import { receiptPath } from "#components/billing/history-url.ts";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { formatInstant } from "#components/credits/format-instant.ts";
import { Instant } from "#components/credits/instant.tsx";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { UsageEventDto } from "#lib/queries/usage-events.ts";
import { useFeatureName, useSourceName } from "./names.ts";
import { OutcomeBadges } from "./outcome-badges.tsx";
import { PriceText, useQuantityText } from "./price-text.tsx";

export interface EventTableProps {
  workspaceId: string;
  events: readonly UsageEventDto[];
  zone: string;
}

/** Quantity, rate and cost of each event, and what of it was skipped, discarded or paid by oneself. */
export function EventTable({ workspaceId, events, zone }: EventTableProps) {
  const t = useTranslations("usage.events");
  return (
    <Table label={t("label")}>
      <thead>
        <tr>
          <HeaderCell>{t("when")}</HeaderCell>
          <HeaderCell>{t("feature")}</HeaderCell>
          <HeaderCell>{t("processed")}</HeaderCell>
          <HeaderCell>{t("rate")}</HeaderCell>
          <HeaderCell numeric>{t("credits")}</HeaderCell>
          <HeaderCell>{t("receipt")}</HeaderCell>
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
  const { credits, debit, occurredAt, skipped } = event;
  const at = formatInstant(occurredAt, zone, locale, "date-time-seconds");
  return (
    <Row>
      <Cell>
        <Instant at={occurredAt} zone={zone} show="date-time-seconds" />
        <span className="block text-xs text-muted">{sourceName(event.source)}</span>
      </Cell>
      <RowHeader className="align-top">
        {featureName(event.feature)} <OutcomeBadges event={event} />
        {event.model ? <span className="block text-xs font-normal text-muted">{event.model}</span> : null}
      </RowHeader>
      <Cell className="whitespace-nowrap">
        {quantityText(event.quantity, event.price?.unit ?? "unit")}
        {skipped === "0" ? null : (
          <span className="block text-xs text-muted">
            {t.rich("skippedOf", { skipped: () => <Credits value={skipped} /> })}
          </span>
        )}
      </Cell>
      <Cell>
        <PriceText event={event} />
      </Cell>
      <Cell numeric>
        <Credits value={credits} />
        <span className="block text-xs text-muted">
          <CreditType creditType={event.creditType} short />
        </span>
      </Cell>
      <Cell>
        <TextLink
          href={receiptPath(workspaceId, debit, credits === "0" ? occurredAt : undefined)}
          aria-label={t("receiptLabel", { at })}
        >
          {t("receipt")}
        </TextLink>
      </Cell>
    </Row>
  );
}
