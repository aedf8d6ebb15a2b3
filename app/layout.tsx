import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { inter, interExtended } from "./fonts.ts";
import "./globals.css";
import { BASE_NAMESPACES, ClientTexts } from "#components/ui/client-texts.tsx";
import { QueryProvider } from "#components/ui/query-provider.tsx";
import { SkipLink } from "#components/ui/skip-link.tsx";
import { ThemeProvider } from "#components/ui/theme-provider.tsx";
import { ToastHost } from "#components/ui/toast-host.tsx";

export const metadata: Metadata = {
  title: { default: "Headroom", template: "%s · Headroom" },
  description: "AI and automation credits: what there is, what used it, what expires, and more when needed.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f9fafb" },
    { media: "(prefers-color-scheme: dark)", color: "#0d0f15" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html
      lang={await getLocale()}
      className={`${inter.variable} ${interExtended.variable}`}
      suppressHydrationWarning
    >
      <body>
        <ThemeProvider nonce={nonce}>
          <ClientTexts namespaces={BASE_NAMESPACES}>
            <QueryProvider>
              <SkipLink />
              {children}
              <ToastHost />
            </QueryProvider>
          </ClientTexts>
        </ThemeProvider>
      </body>
    </html>
  );
}
