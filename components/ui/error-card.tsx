import { clsx } from "clsx";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

export interface ErrorCardProps {
  /** What failed, in one sentence. */
  title: ReactNode;
  /** What is still true: nothing was charged, the balance is unchanged. */
  children?: ReactNode;
  /** A Retry button. */
  action?: ReactNode;
  /** What support needs to find the log line. */
  reference?: string;
  /** Already inside the padding of a card. */
  inset?: boolean;
}

/** Stands inside the card or page that failed; everything around it goes on working. */
export function ErrorCard({ title, children, action, reference, inset = false }: ErrorCardProps) {
  const t = useTranslations("ui");
  return (
    <div role="alert" className={clsx("flex items-start gap-3", !inset && "p-4")}>
      <CircleAlert aria-hidden="true" size={20} className="shrink-0 text-bad" />
      <div className="flex min-w-0 flex-col items-start gap-1">
        <p className="font-medium">{title}</p>
        {children ? <div className="max-w-prose text-muted">{children}</div> : null}
        {action ? <div className="mt-2">{action}</div> : null}
        {reference ? (
          <p className="mt-2 text-xs text-muted">
            {t("reference")} <code className="font-mono break-all select-all">{reference}</code>
          </p>
        ) : null}
      </div>
    </div>
  );
}
