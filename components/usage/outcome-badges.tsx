import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { UsageEventDto } from "#lib/queries/usage-events.ts";

/** What is out of the ordinary about an event: discarded in review, or paid by the workspace's own key. */
export function OutcomeBadges({ event }: { event: UsageEventDto }) {
  const t = useTranslations("usage.outcome");
  return (
    <>
      {event.outcome === "discarded" ? <Badge tone="warn">{t("discarded")}</Badge> : null}{" "}
      {event.ownKey ? <Badge>{t("ownKey")}</Badge> : null}
    </>
  );
}
