import { useTranslations } from "next-intl";
import { type CardData, CardSlot } from "#components/overview/card-slot.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { ApiKeyDto } from "#lib/queries/api-keys.ts";
import { CreateKey } from "./create-key.tsx";
import type { CreateKeyAction } from "./key-actions.ts";
import { KeyTable, type KeyTableProps } from "./key-table.tsx";

export interface ApiKeysCardProps extends Omit<KeyTableProps, "keys"> {
  keys: CardData<readonly ApiKeyDto[]>;
  /** Left out for those who make none. `exampleUrl`: an address that a new key can be tried on. */
  create?: { action: CreateKeyAction; exampleUrl: string } | undefined;
}

export function ApiKeysCard({ keys, create, ...rest }: ApiKeysCardProps) {
  const t = useTranslations("api-keys.card");
  const { workspaceId } = rest;
  return (
    <Card
      title={t(workspaceId === null ? "platform" : "workspace")}
      action={
        create ? (
          <CreateKey workspaceId={workspaceId} exampleUrl={create.exampleUrl} create={create.action} />
        ) : undefined
      }
      flush
    >
      <p className="max-w-prose px-4 pb-3 text-sm text-muted">
        {t(workspaceId === null ? "platformNote" : "note")}
      </p>
      <CardSlot data={keys}>{(value) => <KeyTable keys={value} {...rest} />}</CardSlot>
    </Card>
  );
}

/** What members see who are no owners. */
export function ApiKeysOfOwners() {
  const t = useTranslations("api-keys.card");
  return (
    <Card title={t("workspace")} flush>
      <EmptyState title={t("ownersOnly")}>{t("ownersOnlyText")}</EmptyState>
    </Card>
  );
}
