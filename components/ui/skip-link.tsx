import { useTranslations } from "next-intl";

/** First stop of the Tab key; goes to the element with id "content". */
export function SkipLink() {
  const t = useTranslations("ui");
  return (
    <a
      href="#content"
      className="sr-only z-50 rounded-md bg-action px-4 py-2 font-medium text-on-action focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
    >
      {t("skipToContent")}
    </a>
  );
}
