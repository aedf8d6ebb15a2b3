import { useTranslations } from "next-intl";
import { CreditAmount } from "#components/credits/credit-amount.tsx";
import { useCreditTypeName } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { Runway } from "#components/credits/runway.tsx";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { AdminWorkspaceRow } from "#lib/queries/admin-workspaces.ts";
import { adminWorkspacePath } from "./admin-paths.ts";
import { FlagBadge } from "./flag-badge.tsx";

/** One row a workspace; the columns of credit types are those that the platform has. */
export function WorkspaceTable({ rows }: { rows: readonly AdminWorkspaceRow[] }) {
  const t = useTranslations("admin.workspaces");
  const name = useCreditTypeName();
  const types = rows[0]?.types.map(({ creditType }) => creditType) ?? [];
  return (
    <Table label={t("label")}>
      <thead>
        <tr>
          <HeaderCell>{t("workspace")}</HeaderCell>
          {types.map((type) => (
            <HeaderCell key={type} numeric>
              {t("available", { type: name(type) })}
            </HeaderCell>
          ))}
          {types.map((type) => (
            <HeaderCell key={type}>{t("runway", { type: name(type) })}</HeaderCell>
          ))}
          <HeaderCell>{t("expiring")}</HeaderCell>
          <HeaderCell>{t("flags")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <WorkspaceRow key={row.id} row={row} />
        ))}
      </tbody>
    </Table>
  );
}

function WorkspaceRow({ row }: { row: AdminWorkspaceRow }) {
  return (
    <Row>
      <RowHeader>
        <TextLink href={adminWorkspacePath(row.id)}>{row.name}</TextLink>
        <span className="block text-xs font-normal text-muted">{row.id}</span>
      </RowHeader>
      {row.types.map((type) => (
        <Cell key={type.creditType} numeric>
          <Credits value={type.available} />
        </Cell>
      ))}
      {row.types.map((type) => (
        <Cell key={type.creditType} className="whitespace-nowrap">
          <Runway type={type} />
        </Cell>
      ))}
      <Cell>
        <NextExpiry row={row} />
      </Cell>
      <Cell>
        <Flags row={row} />
      </Cell>
    </Row>
  );
}

/** The soonest of all types. */
function NextExpiry({ row: { types, timeZone } }: { row: AdminWorkspaceRow }) {
  const t = useTranslations("admin.workspaces");
  const dated = types.flatMap(({ creditType, nextExpiry }) =>
    nextExpiry ? [{ creditType, ...nextExpiry }] : [],
  );
  const [first] = dated.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  if (!first) return <span className="text-muted">{t("none")}</span>;
  return (
    <span className="whitespace-nowrap">
      {t.rich("expiringValue", {
        credits: () => <CreditAmount value={first.amount} creditType={first.creditType} />,
        at: () => <Instant at={first.at} zone={timeZone} show="date" />,
      })}
    </span>
  );
}

function Flags({ row: { flags } }: { row: AdminWorkspaceRow }) {
  const t = useTranslations("admin.workspaces");
  const texts = new Map(
    flags.map((flag) => [JSON.stringify([flag.kind, "creditType" in flag && flag.creditType]), flag]),
  );
  if (texts.size === 0) return <span className="text-muted">{t("none")}</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {[...texts].map(([key, flag]) => (
        <FlagBadge key={key} flag={flag} />
      ))}
    </span>
  );
}
