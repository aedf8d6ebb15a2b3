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
          {rest.workspaceId === null ? null : (
            <HeaderCell className="max-sm:hidden">{t("scopes")}</HeaderCell>
          )}
          <HeaderCell className="max-sm:hidden">{t("lastUsed")}</HeaderCell>
          <HeaderCell className="max-sm:hidden">{t("created")}</HeaderCell>
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

type RowProps = Omit<KeyTableProps, "keys"> & { apiKey: ApiKeyDto };

/** On a phone what describes the key stands under its name, so that the button is in sight. */
function KeyRow({ apiKey, ...rest }: RowProps) {
  const { workspaceId, zone } = rest;
  const t = useTranslations("api-keys.card");
  const lastUsed = apiKey.lastUsedAt ? <Instant at={apiKey.lastUsedAt} zone={zone} /> : t("never");
  return (
    <Row>
      <RowHeader>
        <span className="block min-w-28 break-words">{apiKey.name}</span>
        <code className="font-mono text-xs font-normal whitespace-nowrap text-muted">
          {workspaceId === null ? "hrp" : "hrw"}_…{apiKey.lastFour}
        </code>
        <span className="mt-1 flex flex-col gap-1 text-xs font-normal text-muted sm:hidden">
          {workspaceId === null ? null : <Scopes scopes={apiKey.scopes} />}
          <span>
            {t("lastUsed")}: {lastUsed}
          </span>
        </span>
      </RowHeader>
      {workspaceId === null ? null : (
        <Cell className="max-sm:hidden">
          <Scopes scopes={apiKey.scopes} />
        </Cell>
      )}
      <Cell className="text-muted max-sm:hidden">{lastUsed}</Cell>
      <Cell className="max-sm:hidden">
        <When at={apiKey.createdAt} by={apiKey.createdBy} zone={zone} />
      </Cell>
      <Cell>
        <End apiKey={apiKey} {...rest} />
      </Cell>
    </Row>
  );
}

function Scopes({ scopes }: { scopes: readonly string[] }) {
  const t = useTranslations("api-keys.scope");
  return (
    <span className="flex gap-1">
      {scopes.map((scope) => (
        <Badge key={scope}>{scope === "read" ? t("read") : t("meter")}</Badge>
      ))}
    </span>
  );
}

/** The way to end the key, or how it ended. */
function End({ apiKey, workspaceId, zone, asksReason, revoke }: RowProps) {
  const t = useTranslations("api-keys.card");
  if (apiKey.revoked) {
    return (
      <span className="flex flex-col items-end gap-1">
        <Badge tone="bad">{t("revoked")}</Badge>
        <span className="text-right max-sm:hidden">
          <When at={apiKey.revoked.at} by={apiKey.revoked.by} zone={zone} />
        </span>
      </span>
    );
  }
  if (!revoke) return null;
  return (
    <span className="flex justify-end">
      <RevokeKey workspaceId={workspaceId} apiKey={apiKey} asksReason={asksReason} revoke={revoke} />
    </span>
  );
}

function When({ at, by, zone }: { at: string; by: string; zone: string }) {
  const t = useTranslations("api-keys.card");
  const actor = useActorName();
  return (
    <>
      <Instant at={at} zone={zone} show="date" />
      <span className="block text-xs whitespace-nowrap text-muted">{t("by", { actor: actor(by) })}</span>
    </>
  );
}
