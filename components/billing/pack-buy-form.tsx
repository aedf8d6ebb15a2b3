"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { SubmitButton } from "#components/ui/submit-button.tsx";

/** What went wrong; a purchase that was begun leads to the payment page instead. */
export type BuyFailure = { code: string; message: string; requestId: string };

export type BuyPackAction = (before: BuyFailure | null, form: FormData) => Promise<BuyFailure>;

export interface PackBuyFormProps {
  workspaceId: string;
  pack: { id: string; name: string };
  /** As shown to people: "€49.00". */
  price: string;
  /** One purchase per rendered form, however often it is sent. */
  purchaseKey: string;
  primary: boolean;
  buy: BuyPackAction;
}

export function PackBuyForm({ workspaceId, pack, price, purchaseKey, primary, buy }: PackBuyFormProps) {
  const t = useTranslations("buy.pack");
  const [failure, send] = useActionState(buy, null);
  return (
    <form action={send}>
      <input type="hidden" name="workspace" value={workspaceId} />
      <input type="hidden" name="pack" value={pack.id} />
      <input type="hidden" name="key" value={purchaseKey} />
      <SubmitButton
        variant={primary ? "primary" : "secondary"}
        className="w-full"
        aria-label={t("buyLabel", { pack: pack.name, price })}
      >
        {t("buy", { price })}
      </SubmitButton>
      {failure ? <Failed failure={failure} /> : null}
    </form>
  );
}

const known = ["payment_unavailable", "pack_unavailable", "idempotency_mismatch"] as const;

function Failed({ failure: { code, message, requestId } }: { failure: BuyFailure }) {
  const t = useTranslations("buy.problem");
  const own = known.find((one) => one === code);
  return (
    <p role="alert" className="mt-2 text-sm">
      <span className="text-bad">{own ? t(own) : message}</span>{" "}
      <span className="text-muted">{t("reference", { id: requestId })}</span>
    </p>
  );
}
