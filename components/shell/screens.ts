import {
  ChartColumn,
  CreditCard,
  FlaskConical,
  Hourglass,
  LayoutDashboard,
  type LucideIcon,
  ReceiptText,
  Settings,
} from "lucide-react";

export interface Screen {
  /** Address below /w/<workspace>, and key of the name in the catalogue. */
  segment: "overview" | "usage" | "history" | "buy" | "expiry" | "playground" | "settings";
  Icon: LucideIcon;
  /** Has a place of its own in the bottom bar of phones; the others are under "More". */
  atBottom: boolean;
}

/** In the order of the rail. */
export const screens: readonly Screen[] = [
  { segment: "overview", Icon: LayoutDashboard, atBottom: true },
  { segment: "usage", Icon: ChartColumn, atBottom: true },
  { segment: "history", Icon: ReceiptText, atBottom: true },
  { segment: "buy", Icon: CreditCard, atBottom: true },
  { segment: "expiry", Icon: Hourglass, atBottom: false },
  { segment: "playground", Icon: FlaskConical, atBottom: false },
  { segment: "settings", Icon: Settings, atBottom: false },
];

/** "/w/acme-home/usage"; the overview is the workspace's own address. An id has no letter that an address escapes. */
export function screenPath(workspaceId: string, segment: Screen["segment"]): string {
  const base = `/w/${workspaceId}`;
  return segment === "overview" ? base : `${base}/${segment}`;
}
