import { useTranslations } from "next-intl";
import { EntryFrame } from "#components/entry/entry-frame.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

/** The same for a page that does not exist and for somebody else's. */
export default function NotFoundPage() {
  const t = useTranslations("errors");
  return (
    <EntryFrame title={t("notFound.title")}>
      <p className="text-muted">{t("notFound.text")}</p>
      <LinkButton href="/" className="self-start">
        {t("home")}
      </LinkButton>
    </EntryFrame>
  );
}
