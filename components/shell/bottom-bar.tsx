"use client";

import { clsx } from "clsx";
import { Ellipsis, type LucideIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Popover } from "#components/ui/popover.tsx";
import { screenPath, screens } from "./screens.ts";
import { useCurrentScreen } from "./use-current-screen.ts";

const slot = "flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-1 text-xs -outline-offset-2";

/** Navigation under the thumb; what has no place of its own is one press further. */
export function BottomBar({ workspaceId }: { workspaceId: string }) {
  const t = useTranslations("shell");
  const current = useCurrentScreen();
  const rest = screens.filter((screen) => !screen.atBottom);
  const inRest = rest.some((screen) => screen.segment === current);
  return (
    <nav aria-label={t("screensLabel")} className="flex border-t border-hairline bg-card">
      {screens
        .filter((screen) => screen.atBottom)
        .map(({ segment, Icon }) => (
          <Link
            key={segment}
            href={screenPath(workspaceId, segment)}
            aria-current={segment === current ? "page" : undefined}
            className={clsx(slot, segment === current ? "font-medium text-action" : "text-muted")}
          >
            <SlotIcon Icon={Icon} />
            {t(`screens.${segment}`)}
          </Link>
        ))}
      <Popover
        label={t("more")}
        side="top-end"
        triggerClass={clsx(slot, inRest ? "font-medium text-action" : "text-muted")}
        className="w-48 p-2"
        trigger={
          <>
            <SlotIcon Icon={Ellipsis} />
            {t("more")}
          </>
        }
      >
        {rest.map(({ segment, Icon }) => (
          <Link
            key={segment}
            href={screenPath(workspaceId, segment)}
            aria-current={segment === current ? "page" : undefined}
            className={clsx(
              "flex h-11 items-center gap-3 rounded-md px-3",
              segment === current && "bg-hairline/60 font-medium",
            )}
          >
            <SlotIcon Icon={Icon} />
            {t(`screens.${segment}`)}
          </Link>
        ))}
      </Popover>
    </nav>
  );
}

function SlotIcon({ Icon }: { Icon: LucideIcon }) {
  return <Icon aria-hidden="true" size={20} />;
}
