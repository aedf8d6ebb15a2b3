import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/input.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

/** A plain form: what is searched for is in the address. */
export function WorkspaceSearch({ search }: { search: string }) {
  const t = useTranslations("admin.workspaces");
  return (
    <search>
      <form action="/admin" className="flex flex-wrap items-end gap-2">
        <TextField
          label={t("search")}
          name="search"
          type="search"
          defaultValue={search}
          maxLength={200}
          className="w-64"
        />
        <Button type="submit">{t("submit")}</Button>
        {search ? (
          <LinkButton href="/admin" variant="quiet">
            {t("clear")}
          </LinkButton>
        ) : null}
      </form>
    </search>
  );
}
