"use client";

import { clsx } from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";

const screens = [
  {
    key: "workspaces",
    href: "/admin",
    isCurrent: (path: string) => !/^\/admin\/(grants|api-keys|audit)/.test(path),
  },
  { key: "grant", href: "/admin/grants/new", isCurrent: (path: string) => path.startsWith("/admin/grants") },
  {
    key: "apiKeys",
    href: "/admin/api-keys",
    isCurrent: (path: string) => path.startsWith("/admin/api-keys"),
  },
  { key: "audit", href: "/admin/audit", isCurrent: (path: string) => path.startsWith("/admin/audit") },
] as const;

export function AdminNav() {
  const t = useTranslations("admin");
  const path = usePathname();
  return (
    <nav aria-label={t("screensLabel")} className="flex gap-6 overflow-x-auto px-4 lg:px-6">
      {screens.map(({ key, href, isCurrent }) => (
        <Link
          key={key}
          href={href}
          aria-current={isCurrent(path) ? "page" : undefined}
          className={clsx(
            "flex h-10 items-center border-b-2 whitespace-nowrap -outline-offset-2 pointer-coarse:h-11",
            isCurrent(path) ? "border-action font-medium" : "border-transparent text-muted hover:text-text",
          )}
        >
          {t(`screens.${key}`)}
        </Link>
      ))}
    </nav>
  );
}
