"use client";

import { clsx } from "clsx";
import Link, { useLinkStatus } from "next/link";
import { useTranslations } from "next-intl";
import { screenPath, screens } from "./screens.ts";
import { useCurrentScreen } from "./use-current-screen.ts";

export function RailNav({ workspaceId }: { workspaceId: string }) {
  const t = useTranslations("shell");
  const current = useCurrentScreen();
  return (
    <nav aria-label={t("screensLabel")} className="flex-1 overflow-y-auto px-3 py-2">
      <ul className="flex flex-col gap-0.5">
        {screens.map(({ segment, Icon }) => (
          <li key={segment}>
            <Link
              href={screenPath(workspaceId, segment)}
              aria-current={segment === current ? "page" : undefined}
              className={clsx(
                "flex h-9 items-center gap-3 rounded-md px-3 pointer-coarse:h-11",
                segment === current
                  ? "bg-hairline/60 font-medium text-text"
                  : "text-muted hover:bg-hairline/40 hover:text-text",
              )}
            >
              <Icon aria-hidden="true" size={16} />
              {t(`screens.${segment}`)}
              <Pending />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Shows only when the screen takes a moment to come; its place is always there. */
function Pending() {
  const { pending } = useLinkStatus();
  return (
    <span
      aria-hidden="true"
      className={clsx(
        "ml-auto size-1.5 rounded-full bg-action opacity-0 transition-opacity delay-150",
        pending && "opacity-100",
      )}
    />
  );
}
