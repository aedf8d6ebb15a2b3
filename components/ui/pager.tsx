import { useTranslations } from "next-intl";
import { LinkButton } from "./link-button.tsx";

export interface PagerProps {
  /** Address of the first page; absent while on it. */
  firstHref?: string;
  /** Address of the next page; absent on the last. */
  nextHref?: string;
}

/** Lists are paged by cursor: there is a next page or none, never a page number that shifts under the reader. */
export function Pager({ firstHref, nextHref }: PagerProps) {
  const t = useTranslations("ui");
  if (!firstHref && !nextHref) return null;
  return (
    <nav
      aria-label={t("pages")}
      className="flex items-center justify-between border-t border-hairline px-4 py-3"
    >
      {firstHref ? (
        <LinkButton href={firstHref} size="sm">
          {t("firstPage")}
        </LinkButton>
      ) : (
        <span />
      )}
      {nextHref ? (
        <LinkButton href={nextHref} size="sm">
          {t("nextPage")}
        </LinkButton>
      ) : null}
    </nav>
  );
}
