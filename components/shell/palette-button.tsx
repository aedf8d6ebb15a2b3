"use client";

import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { useEffect, useState } from "react";
import type { PaletteGroup } from "#components/ui/command-palette.tsx";
import { screenPath, screens } from "./screens.ts";

const CommandPalette = dynamic(() => import("#components/ui/command-palette.tsx"), { ssr: false });

export interface PaletteButtonProps {
  workspaceId: string;
  workspaces: readonly { id: string; name: string }[];
  isPlatformAdmin: boolean;
}

export function PaletteButton(props: PaletteButtonProps) {
  const t = useTranslations("ui.palette");
  const [open, setOpen] = useState(false);
  const groups = usePaletteGroups(props);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-keyshortcuts="Control+K Meta+K"
        aria-label={t("open")}
        className="flex h-9 items-center gap-2 rounded-md px-2 text-muted hover:bg-hairline/50 hover:text-text max-sm:hidden pointer-coarse:h-11"
      >
        <Search aria-hidden="true" size={16} />
        <kbd className="rounded-sm border border-hairline px-1 font-sans text-xs max-md:hidden">Ctrl K</kbd>
      </button>
      {open ? <CommandPalette groups={groups} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function usePaletteGroups({ workspaceId, workspaces, isPlatformAdmin }: PaletteButtonProps): PaletteGroup[] {
  const t = useTranslations();
  const router = useRouter();
  const { setTheme } = useTheme();
  const link = (href: string, label: string) => ({ id: href, label, run: () => router.push(href) });
  const themes = ["system", "light", "dark"] as const;
  return [
    {
      heading: t("shell.palette.screens"),
      items: screens.map(({ segment }) =>
        link(screenPath(workspaceId, segment), t(`shell.screens.${segment}`)),
      ),
    },
    {
      heading: t("shell.palette.workspaces"),
      items: [
        ...workspaces.map(({ id, name }) => link(screenPath(id, "overview"), name)),
        ...(isPlatformAdmin ? [link("/admin", t("shell.admin"))] : []),
      ],
    },
    {
      heading: t("ui.theme.label"),
      items: themes.map((theme) => ({
        id: `theme-${theme}`,
        label: t("shell.palette.theme", { theme: t(`ui.theme.${theme}`) }),
        run: () => setTheme(theme),
      })),
    },
  ].filter((group) => group.items.length > 0);
}
