import { useTranslations } from "next-intl";
import { CreditAmount } from "#components/credits/credit-amount.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { PromoGranted } from "#lib/core/promo.ts";
import { adminWorkspacePath } from "./admin-paths.ts";

export interface PromoGrantedNoticeProps {
  workspace: { id: string; name: string };
  granted: PromoGranted;
}

export function PromoGrantedNotice({ workspace, granted }: PromoGrantedNoticeProps) {
  const t = useTranslations("admin.grant");
  return (
    <Notice
      tone="good"
      live
      title={t.rich("done", {
        amount: () => <CreditAmount value={granted.amount} creditType={granted.creditType} />,
      })}
      action={
        <LinkButton href={adminWorkspacePath(workspace.id)}>
          {t("toWorkspace", { workspace: workspace.name })}
        </LinkButton>
      }
    >
      <p>
        {t.rich("doneText", {
          before: () => <Credits value={granted.before} />,
          after: () => <Credits value={granted.after} className="text-text" />,
        })}
      </p>
      {granted.replayed ? <p>{t("replayed")}</p> : null}
    </Notice>
  );
}
