import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Brand } from "#components/shell/brand.tsx";
import { UserMenu, type UserMenuProps } from "#components/shell/user-menu.tsx";
import { AdminNav } from "./admin-nav.tsx";

export interface AdminShellProps {
  user: Pick<UserMenuProps, "name" | "email">;
  signOut: UserMenuProps["signOut"];
  children: ReactNode;
}

/** What surrounds every admin screen: no balance, because it belongs to no workspace. */
export function AdminShell({ user, signOut, children }: AdminShellProps) {
  const t = useTranslations("admin");
  return (
    <div className="min-h-dvh">
      <header className="border-b border-hairline bg-card">
        <div className="flex h-14 items-center gap-3 px-4 lg:px-6">
          <Link href="/" className="rounded-md">
            <Brand />
          </Link>
          <span className="truncate text-muted">{t("title")}</span>
          <span className="flex-1" />
          <UserMenu {...user} signOut={signOut} />
        </div>
        <AdminNav />
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-[1440px] px-4 py-6 outline-none lg:px-6"
      >
        {children}
      </main>
    </div>
  );
}
