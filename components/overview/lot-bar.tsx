import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { type LotSegment, prepareLotSegments } from "#components/charts/lot-segments.ts";
import { Credits } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import { ViewAsTable } from "#components/ui/view-as-table.tsx";
import type { GrantDto, TypeBalance } from "#lib/queries/balance.ts";

const shades: Record<string, readonly string[]> = {
  ai: ["bg-ai", "bg-ai/75", "bg-ai/55", "bg-ai/40", "bg-ai/30"],
  automation: [
    "bg-automation",
    "bg-automation/75",
    "bg-automation/55",
    "bg-automation/40",
    "bg-automation/30",
  ],
};
const plain = ["bg-text/90", "bg-text/70", "bg-text/50", "bg-text/40", "bg-text/30"];

export interface LotBarProps {
  type: TypeBalance;
  /** What is scheduled for later than this is no part of the bar. */
  asOf: string;
  zone: string;
}

/** What is left, cut by the date it expires: the darker, the sooner. */
export function LotBar({ type, asOf, zone }: LotBarProps) {
  const t = useTranslations("overview.lots");
  const segments = prepareLotSegments(type.grants, type.held, asOf);
  if (segments.length === 0) return null;
  const fill = (segment: LotSegment, index: number) =>
    segment.kind === "held" ? "hatched" : ((shades[type.creditType] ?? plain)[index] ?? "bg-held");
  return (
    <figure aria-label={t("label")} className="flex flex-col gap-3">
      <div aria-hidden="true" className="flex h-3 gap-0.5 overflow-hidden rounded-sm">
        {segments.map((segment, index) => (
          <span
            key={`${segment.kind} ${segment.expiresAt}`}
            className={clsx("min-w-1", fill(segment, index))}
            style={{ width: `${segment.width}%` }}
          />
        ))}
      </div>
      <ul className="flex flex-col gap-1 text-sm">
        {segments.map((segment, index) => (
          <li key={`${segment.kind} ${segment.expiresAt}`} className="flex items-baseline gap-2">
            <span
              aria-hidden="true"
              className={clsx("size-2.5 shrink-0 self-center rounded-[2px]", fill(segment, index))}
            />
            <Credits value={segment.credits} />
            <span className="min-w-0 text-muted">
              {t(segment.kind)} {segment.expiresAt ? <Instant at={segment.expiresAt} zone={zone} /> : null}
            </span>
          </li>
        ))}
      </ul>
      <ViewAsTable note={t(hasOneOrder(type.grants) ? "order" : "orderInTable")}>
        <LotTable grants={type.grants} asOf={asOf} zone={zone} />
      </ViewAsTable>
    </figure>
  );
}

/** Grants with priorities of their own are not simply used by expiry; the table has them in their order. */
function hasOneOrder(grants: readonly GrantDto[]): boolean {
  return grants.every((grant) => grant.priority === grants[0]?.priority);
}

function LotTable({ grants, asOf, zone }: { grants: readonly GrantDto[]; asOf: string; zone: string }) {
  const t = useTranslations("overview.lots");
  const sources = useTranslations("credits.sources");
  return (
    <Table label={t("tableLabel")} className="max-h-80">
      <thead>
        <tr>
          <HeaderCell>{t("source")}</HeaderCell>
          <HeaderCell>{t("expiry")}</HeaderCell>
          <HeaderCell numeric>{t("held")}</HeaderCell>
          <HeaderCell numeric>{t("left")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {grants.map((grant) => (
          <Row key={grant.id}>
            <RowHeader>
              {sources.has(grant.source) ? sources(grant.source) : grant.source}
              {grant.effectiveAt > asOf ? (
                <span className="block font-normal text-muted">
                  {t("starts")} <Instant at={grant.effectiveAt} zone={zone} />
                </span>
              ) : null}
            </RowHeader>
            <Cell>{grant.expiresAt ? <Instant at={grant.expiresAt} zone={zone} /> : t("noExpiry")}</Cell>
            <Cell numeric>
              <Credits value={grant.held} />
            </Cell>
            <Cell numeric>
              <Credits value={grant.remaining} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
