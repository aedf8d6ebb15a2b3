import { useTranslations } from "next-intl";

/** The mark: a ceiling line, and what stands below it. */
export function Brand() {
  const t = useTranslations("shell");
  return (
    <span className="flex items-center gap-2 text-lg font-semibold">
      <svg aria-hidden="true" viewBox="0 0 24 24" className="size-6">
        <path d="M3 4h18" className="stroke-text" strokeWidth="2" strokeLinecap="round" />
        <path d="M5 12h5v9H5z" className="fill-ai" />
        <path d="M14 8h5v13h-5z" className="fill-automation" />
      </svg>
      {t("brand")}
    </span>
  );
}
