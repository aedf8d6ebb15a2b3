import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";

/** What the kit and the shell need in the browser on every page. */
export const BASE_NAMESPACES: readonly string[] = ["ui", "credits", "shell", "errors", "charts"];

export interface ClientTextsProps {
  /** Names of catalogues in messages/ that client components below use; the base ones are always there. */
  namespaces: readonly string[];
  children: ReactNode;
}

/**
 * Sends only the named catalogues to the browser. Server components read any text without it; a client component
 * that calls `useTranslations("buy")` needs its page to wrap it in `<ClientTexts namespaces={["buy"]}>`.
 */
export async function ClientTexts({ namespaces, children }: ClientTextsProps) {
  const wanted = new Set([...BASE_NAMESPACES, ...namespaces]);
  const messages = Object.fromEntries(
    Object.entries(await getMessages()).filter(([namespace]) => wanted.has(namespace)),
  );
  return <NextIntlClientProvider messages={messages}>{children}</NextIntlClientProvider>;
}
