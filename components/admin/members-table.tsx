import { useTranslations } from "next-intl";
import { Instant } from "#components/credits/instant.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import type { AdminWorkspaceDto } from "#lib/queries/admin-workspace.ts";

export function MembersTable({ members, timeZone }: Pick<AdminWorkspaceDto, "members" | "timeZone">) {
  const t = useTranslations("admin.members");
  if (members.length === 0) return <EmptyState title={t("empty")}>{t("emptyText")}</EmptyState>;
  return (
    <Table label={t("label")}>
      <thead>
        <tr>
          <HeaderCell>{t("member")}</HeaderCell>
          <HeaderCell>{t("role")}</HeaderCell>
          <HeaderCell>{t("since")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {members.map(({ email, name, role, since }) => (
          <Row key={email}>
            <RowHeader>
              {name ? <span className="block">{name}</span> : null}
              <span className={name ? "font-normal break-all text-muted" : "break-all"}>{email}</span>
            </RowHeader>
            <Cell>{t(`roles.${role}`)}</Cell>
            <Cell>
              <Instant at={since} zone={timeZone} show="date" />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
