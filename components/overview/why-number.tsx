import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useCreditTypeName } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { formatCredits } from "#components/credits/format-credits.ts";
import { screenPath } from "#components/shell/screens.ts";
import { DialogButton } from "#components/ui/dialog-button.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { BalanceTermsDto } from "#lib/queries/balance-terms.ts";

const subtracted = ["used", "expired", "revoked", "held"] as const;

/** The sum behind a balance; every term leads to the rows of the ledger it is made of. */
export function WhyNumber({ workspaceId, terms }: { workspaceId: string; terms: BalanceTermsDto }) {
  const t = useTranslations("overview.why");
  const locale = useLocale();
  const name = useCreditTypeName()(terms.creditType);
  const href = (term: keyof typeof historyKinds) =>
    `${screenPath(workspaceId, "history")}?${new URLSearchParams({ type: terms.creditType, kind: historyKinds[term] })}`;
  return (
    <DialogButton
      label={t("button")}
      title={t("title", { type: name, credits: formatCredits(terms.available, locale) })}
      variant="quiet"
      size="sm"
    >
      <p className="mb-4 text-muted">{t("explanation")}</p>
      <dl>
        <Term name={<TextLink href={href("granted")}>{t("granted")}</TextLink>}>
          <Credits value={terms.granted} />
        </Term>
        {subtracted.map((term) => (
          <Term key={term} name={<TextLink href={href(term)}>{t(term)}</TextLink>}>
            <Credits value={terms[term] === "0" ? "0" : `-${terms[term]}`} />
          </Term>
        ))}
        <Term name={t("available")} isResult>
          <Credits value={terms.available} />
        </Term>
      </dl>
      {terms.scheduled === "0" ? null : (
        <p className="mt-4 text-sm text-muted">
          {t.rich("scheduled", { credits: () => <Credits value={terms.scheduled} /> })}
        </p>
      )}
    </DialogButton>
  );
}

/** Which rows of the history make up a term. */
const historyKinds = { granted: "grant", used: "debit", expired: "expire", revoked: "void", held: "hold" };

function Term({
  name,
  isResult = false,
  children,
}: {
  name: ReactNode;
  isResult?: boolean;
  children: ReactNode;
}) {
  return (
    <div
      className={
        isResult
          ? "flex justify-between gap-4 border-t border-text pt-2 text-lg font-semibold"
          : "flex min-h-8 items-center justify-between gap-4"
      }
    >
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
