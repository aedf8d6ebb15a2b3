import { useLocale } from "next-intl";
import { formatInstant, type InstantStyle } from "./format-instant.ts";

export interface InstantProps {
  /** ISO 8601 instant. */
  at: string;
  /** The workspace's IANA zone. */
  zone: string;
  show?: InstantStyle;
}

/** A moment in the workspace's zone; the machine-readable instant stays in the markup. */
export function Instant({ at, zone, show = "date-time" }: InstantProps) {
  const locale = useLocale();
  return (
    <time dateTime={at} className="whitespace-nowrap tabular-nums">
      {formatInstant(at, zone, locale, show)}
    </time>
  );
}
