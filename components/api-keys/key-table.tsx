import { useTranslations } from "next-intl";
import { useActorName } from "#components/credits/actor-name.ts";
import { Instant } from "#components/credits/instant.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import type { ApiKeyDto } from "#lib/queries/api-keys.ts";
import type { RevokeKeyAction } from "./key-actions.ts";
import { RevokeKey } from "./revoke-key.tsx";

export interface KeyTableProps {
  /** Null: the platform's keys. */
  workspaceId: string | null;
  keys: readonly ApiKeyDto[];
  zone: string;
  asksReason: boolean;
  /** Left out for those who only look. */
  revoke?: RevokeKeyAction | undefined;
}

export function KeyTable({ keys, ...rest }: KeyTableProps) {
  const t = useTranslations("api-keys.card");
  if (keys.length === 0) return <EmptyState title={t("empty")}>{t("emptyText")}</EmptyState>;
  return (
    <Table label={t("label")}>
      <thead>
        <tr>
          <HeaderCell>{t("key")}</HeaderCell>
          {rest.workspaceId === null ? null : <HeaderCell>{t("scopes")}</HeaderCell>}
          <HeaderCell>{t("lastUsed")}</HeaderCell>
          <HeaderCell>{t("created")}</HeaderCell>
          <HeaderCell>
            <span className="sr-only">{t("actions")}</span>
          </HeaderCell>
        </tr>
      </thead>
      <tbody>
        {keys.map((apiKey) => (
          <KeyRow key={apiKey.id} apiKey={apiKey} {...rest} />
        ))}
      </tbody>
    </Table>
  );
}

function KeyRow({ apiKey, ...rest }: Omit<KeyTableProps, "keys"> & { apiKey: ApiKeyDto }) {
  const { workspaceId, zone, asksReason, revoke } = rest;
  const t = useTranslations("api-keys");
  return (
    <Row>
      <RowHeader>
        <span className="block min-w-28 break-words">{apiKey.name}</span>
        <code className="font-mono text-xs font-normal whitespace-nowrap text-muted">
          {workspaceId === null ? "hrp" : "hrw"}_…{apiKey.lastFour}
        </code>
      </RowHeader>
      {workspaceId === null ? null : (
        <Cell>
          <span className="flex gap-1">
            {apiKey.scopes.map((scope) => (
              <Badge key={scope}>{scope === "read" ? t("scope.read") : t("scope.meter")}</Badge>
            ))}
          </span>
        </Cell>
      )}
      <Cell className="text-muted">
        {apiKey.lastUsedAt ? <Instant at={apiKey.lastUsedAt} zone={zone} /> : t("card.never")}
      </Cell>
      <Cell>
        <When at={apiKey.createdAt} by={apiKey.createdBy} zone={zone} />
      </Cell>
      <Cell className="text-right">
        {apiKey.revoked ? (
          <span className="inline-flex flex-col items-end gap-1">
            <Badge tone="bad">{t("card.revoked")}</Badge>
            <When at={apiKey.revoked.at} by={apiKey.revoked.by} zone={zone} />
          </span>
        ) : revoke ? (
          <RevokeKey workspaceId={workspaceId} apiKey={apiKey} asksReason={asksReason} revoke={revoke} />
        ) : null}
      </Cell>
    </Row>
  );
}

function When({ at, by, zone }: { at: string; by: string; zone: string }) {
  const t = useTranslations("api-keys.card");
  const actor = useActorName();
  return (
    <>
      <Instant at={at} zone={zone} show="date" />
      <span className="block text-xs text-muted">{t("by", { actor: actor(by) })}</span>
    </>
  );
}
