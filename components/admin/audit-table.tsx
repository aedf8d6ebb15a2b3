import { useTranslations } from "next-intl";
import { useActorName } from "#components/credits/actor-name.ts";
import { Instant } from "#components/credits/instant.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Cell, HeaderCell, Row, Table } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { AUDIT_ACTIONS } from "#lib/core/audit-actions.ts";
import type { AuditEntryDto } from "#lib/queries/audit.ts";
import { adminWorkspacePath } from "./admin-paths.ts";
import { auditFacts } from "./audit-facts.ts";

export interface AuditTableProps {
  entries: readonly AuditEntryDto[];
  /** UTC in a log of many workspaces. */
  zone: string;
  /** Whether the column of workspaces is worth its place. */
  ofMany: boolean;
}

export function AuditTable({ entries, zone, ofMany }: AuditTableProps) {
  const t = useTranslations("admin.audit");
  if (entries.length === 0) return <EmptyState title={t("empty")}>{t("emptyText")}</EmptyState>;
  return (
    <Table label={t("label")}>
      <thead>
        <tr>
          <HeaderCell>{t("when")}</HeaderCell>
          <HeaderCell>{t("who")}</HeaderCell>
          {ofMany ? <HeaderCell>{t("workspace")}</HeaderCell> : null}
          <HeaderCell>{t("what")}</HeaderCell>
          <HeaderCell>{t("reason")}</HeaderCell>
          <HeaderCell>{t("before")}</HeaderCell>
          <HeaderCell>{t("after")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <AuditRow key={entry.id} entry={entry} zone={zone} ofMany={ofMany} />
        ))}
      </tbody>
    </Table>
  );
}

function AuditRow({ entry, zone, ofMany }: Omit<AuditTableProps, "entries"> & { entry: AuditEntryDto }) {
  const actor = useActorName();
  return (
    <Row>
      <Cell>
        <Instant at={entry.at} zone={zone} show="date-time-seconds" />
      </Cell>
      <Cell className="min-w-52 break-all">{actor(entry.actor, entry.key)}</Cell>
      {ofMany ? (
        <Cell>
          <WorkspaceName id={entry.workspaceId} />
        </Cell>
      ) : null}
      <Cell className="whitespace-nowrap">
        <ActionName action={entry.action} />
      </Cell>
      <Cell className="min-w-40">{entry.reason}</Cell>
      <Cell>
        <Facts value={entry.before} />
      </Cell>
      <Cell>
        <Facts value={entry.after} />
      </Cell>
    </Row>
  );
}

/** What was done to no workspace in particular has '' for one. */
function WorkspaceName({ id }: { id: string }) {
  const t = useTranslations("admin.audit");
  if (id === "") return t("platform");
  return <TextLink href={adminWorkspacePath(id)}>{id}</TextLink>;
}

function ActionName({ action }: { action: string }) {
  const t = useTranslations("admin.audit.actions");
  const known = AUDIT_ACTIONS.find((name) => name === action);
  return known ? t(known) : action;
}

/** Facts as they were recorded, one a line: an audit log shows what is stored, not what it might mean. */
function Facts({ value }: { value: AuditEntryDto["before"] }) {
  return (
    <dl className="text-xs">
      {auditFacts(value).map(({ path, text }) => (
        <div key={path} className="flex flex-wrap gap-x-2">
          <dt className="text-muted">{path}</dt>
          <dd className="tabular-nums">{text}</dd>
        </div>
      ))}
    </dl>
  );
}
