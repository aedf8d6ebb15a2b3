"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { LinkButton } from "#components/ui/link-button.tsx";
import { screenPath } from "./screens.ts";
import { useCurrentScreen } from "./use-current-screen.ts";

/** The primary button, but on the screens that have one of their own. */
export function AddCredits({ workspaceId }: { workspaceId: string }) {
  const t = useTranslations("shell");
  const screen = useCurrentScreen();
  if (screen === "buy") return null;
  return (
    <LinkButton
      href={screenPath(workspaceId, "buy")}
      variant={screen === "playground" ? "secondary" : "primary"}
      className="shrink-0"
    >
      <Plus aria-hidden="true" size={16} className="max-sm:hidden" />
      {t("addCredits")}
    </LinkButton>
  );
}
