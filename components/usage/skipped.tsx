import { useTranslations } from "next-intl";
import { Credits } from "#components/credits/credits.tsx";
import type { UsageEventDto } from "#lib/queries/usage-events.ts";

/** How much of what an event processed was unchanged and cost nothing; nothing is said of none. */
export function Skipped({ event: { skipped } }: { event: Pick<UsageEventDto, "skipped"> }) {
  const t = useTranslations("usage.events");
  if (skipped === "0") return null;
  return (
    <span className="block text-xs text-muted">
      {t.rich("skippedOf", { skipped: () => <Credits value={skipped} /> })}
    </span>
  );
}
