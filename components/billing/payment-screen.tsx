import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice, type NoticeTone } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { SettledPurchaseDto } from "#lib/queries/purchases.ts";
import { AskAgain } from "./ask-again.tsx";
import { PaymentPaid } from "./payment-paid.tsx";

const ASK_AGAIN_SECONDS = 5;

export interface PaymentScreenProps {
  workspaceId: string;
  zone: string;
  purchase: SettledPurchaseDto;
  /** The address that asks Stripe again, when it could not be reached just now. */
  askAgain: string | null;
}

/** What became of a payment, for the buyer who comes back from it. */
export function PaymentScreen({ workspaceId, zone, purchase, askAgain }: PaymentScreenProps) {
  const t = useTranslations("payment");
  return (
    <>
      <PageHeader title={t("title")} />
      {purchase.status === "paid" ? (
        <PaymentPaid workspaceId={workspaceId} zone={zone} purchase={purchase} />
      ) : (
        <NotPaid workspaceId={workspaceId} purchase={purchase} askAgain={askAgain} />
      )}
    </>
  );
}

function NotPaid({ workspaceId, purchase, askAgain }: Omit<PaymentScreenProps, "zone">) {
  const t = useTranslations("payment");
  const pack = purchase.packName;
  const toPacks = <LinkButton href={`/w/${workspaceId}/buy`}>{t("buy")}</LinkButton>;
  switch (purchase.status) {
    case "pending":
      if (askAgain !== null) return <Waiting pack={pack} askAgain={askAgain} />;
      return (
        <State tone="info" title={t("pending.title")} text={t("pending.text", { pack })}>
          {purchase.checkoutUrl ? (
            <LinkButton variant="primary" href={purchase.checkoutUrl} prefetch={false}>
              {t("pending.continue")}
            </LinkButton>
          ) : null}
          {toPacks}
        </State>
      );
    case "expired":
      return (
        <State tone="info" title={t("expired.title")} text={t("expired.text", { pack })}>
          {toPacks}
        </State>
      );
    case "failed":
      return (
        <State tone="bad" title={t("failed.title")} text={t("failed.text", { pack, reference: purchase.id })}>
          {toPacks}
        </State>
      );
    default:
      return (
        <State tone="warn" title={t("reversed.title")} text={t("reversed.text", { pack })}>
          <LinkButton href={`/w/${workspaceId}/history`}>{t("reversed.history")}</LinkButton>
        </State>
      );
  }
}

function Waiting({ pack, askAgain }: { pack: string; askAgain: string }) {
  const t = useTranslations("payment.waiting");
  return (
    <>
      <AskAgain href={askAgain} seconds={ASK_AGAIN_SECONDS} />
      <State tone="info" title={t("title")} text={t("text", { pack, seconds: ASK_AGAIN_SECONDS })}>
        <LinkButton variant="primary" href={askAgain} prefetch={false}>
          {t("again")}
        </LinkButton>
      </State>
    </>
  );
}

interface StateProps {
  tone: NoticeTone;
  title: string;
  text: string;
  children: ReactNode;
}

function State({ tone, title, text, children }: StateProps) {
  return (
    <>
      <Notice tone={tone} title={title}>
        {text}
      </Notice>
      <div className="mt-4 flex flex-wrap gap-2">{children}</div>
    </>
  );
}
