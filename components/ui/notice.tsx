import { clsx } from "clsx";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

export type NoticeTone = "info" | "good" | "warn" | "bad";

const looks = {
  info: { Icon: Info, border: "border-l-action", icon: "text-action" },
  good: { Icon: CircleCheck, border: "border-l-good", icon: "text-good" },
  warn: { Icon: TriangleAlert, border: "border-l-warn", icon: "text-warn" },
  bad: { Icon: CircleAlert, border: "border-l-bad", icon: "text-bad" },
} as const;

export interface NoticeProps {
  tone?: NoticeTone;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  /** Announced when it appears after the page has loaded. */
  live?: boolean;
}

/** A message that belongs to the page it stands on. What passes by is a toast. */
export function Notice({ tone = "info", title, children, action, live = false }: NoticeProps) {
  const { Icon, border, icon } = looks[tone];
  return (
    <div
      role={live ? (tone === "bad" ? "alert" : "status") : undefined}
      className={clsx(
        "flex flex-wrap items-start gap-x-3 gap-y-2 rounded-md border border-l-4 border-hairline bg-card px-4 py-3",
        border,
      )}
    >
      <Icon aria-hidden="true" size={20} className={clsx("shrink-0", icon)} />
      <div className="min-w-0 flex-1 basis-56">
        {title ? <p className="font-medium">{title}</p> : null}
        {children ? <div className="text-muted">{children}</div> : null}
      </div>
      {action}
    </div>
  );
}
