import { useTranslations } from "next-intl";
import { useActorName } from "#components/credits/actor-name.ts";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import type { AdminLot, LotState } from "#lib/queries/admin-workspace.ts";
import { type VoidAction, VoidGrant } from "./void-grant.tsx";

export interface LotsTableProps {
  workspaceId: string;
  zone: string;
  lots: readonly AdminLot[];
  /** A key a lot: however often a void is sent, it happens once. */
  keys: Readonly<Record<string, string>>;
  voidGrant: VoidAction;
}

const tones = {
  spendable: "good",
  starts_later: "action",
  used_up: "neutral",
  expired: "neutral",
  voided: "neutral",
} as const satisfies Record<LotState, Tone>;

export function LotsTable({ lots, ...rest }: LotsTableProps) {
  const t = useTranslations("admin.lots");
  if (lots.length === 0) return <EmptyState title={t("empty")}>{t("emptyText")}</EmptyState>;
  return (
    <Table label={t("label")}>
      <thead>
        <tr>
          <HeaderCell>{t("source")}</HeaderCell>
          <HeaderCell>{t("type")}</HeaderCell>
          <HeaderCell numeric>{t("granted")}</HeaderCell>
          <HeaderCell numeric>{t("left")}</HeaderCell>
          <HeaderCell>{t("starts")}</HeaderCell>
          <HeaderCell>{t("expires")}</HeaderCell>
          <HeaderCell>{t("state")}</HeaderCell>
          <HeaderCell>{t("reason")}</HeaderCell>
          <HeaderCell>{t("act")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {lots.map((lot) => (
          <LotRow key={lot.id} lot={lot} {...rest} />
        ))}
      </tbody>
    </Table>
  );
}

function LotRow({
  lot,
  workspaceId,
  zone,
  keys,
  voidGrant,
}: Omit<LotsTableProps, "lots"> & { lot: AdminLot }) {
  const t = useTranslations("admin.lots");
  const sources = useTranslations("credits.sources");
  const actor = useActorName();
  const key = keys[lot.id];
  const canVoid = (lot.state === "spendable" || lot.state === "starts_later") && lot.remaining !== "0";
  return (
    <Row>
      <RowHeader className="align-top">{sources(lot.source)}</RowHeader>
      <Cell>
        <CreditType creditType={lot.creditType} short />
      </Cell>
      <Cell numeric>
        <Credits value={lot.amount} />
      </Cell>
      <Cell numeric>
        <Credits value={lot.state === "expired" ? "0" : lot.remaining} />
      </Cell>
      <Cell>
        <Instant at={lot.effectiveAt} zone={zone} show="date" />
      </Cell>
      <Cell>{lot.expiresAt ? <Instant at={lot.expiresAt} zone={zone} /> : t("never")}</Cell>
      <Cell>
        <Badge tone={tones[lot.state]}>{t(`states.${lot.state}`)}</Badge>
      </Cell>
      <Cell className="min-w-48">
        {lot.reason}
        <span className="block text-xs break-all text-muted">{actor(lot.createdBy)}</span>
      </Cell>
      <Cell>
        {canVoid && key ? (
          <VoidGrant workspaceId={workspaceId} lot={lot} voidKey={key} voidGrant={voidGrant} />
        ) : null}
      </Cell>
    </Row>
  );
}
