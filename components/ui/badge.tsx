import { clsx } from "clsx";
import type { ReactNode } from "react";

export type Tone = "neutral" | "good" | "warn" | "bad" | "action";

const tones: Record<Tone, string> = {
  neutral: "border-hairline text-muted",
  good: "border-good/50 text-good",
  warn: "border-warn/50 text-warn",
  bad: "border-bad/50 text-bad",
  action: "border-action/50 text-action",
};

export function Badge({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={clsx(
        "inline-flex h-5 items-center rounded-sm border px-1.5 text-xs font-medium whitespace-nowrap",
        tones[tone],
      )}
    >
      {children}
    </span>
  );
}
