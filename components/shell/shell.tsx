import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Notice } from "#components/ui/notice.tsx";
import type { BalanceDto } from "#lib/queries/balance.ts";
import { AddCredits } from "./add-credits.tsx";
import { AskOwnerButton, type AskOwnerButtonProps } from "./ask-owner-button.tsx";
import { BalanceAnnouncer } from "./balance-announcer.tsx";
import { BalancePill } from "./balance-pill.tsx";
import { BottomBar } from "./bottom-bar.tsx";
import { Brand } from "./brand.tsx";
import { PaletteButton } from "./palette-button.tsx";
import { RailNav } from "./rail-nav.tsx";
import { UserMenu, type UserMenuProps } from "./user-menu.tsx";
import { WorkspaceSwitcher } from "./workspace-switcher.tsx";

export interface ShellProps {
  workspace: { id: string; name: string };
  /** The viewer's own workspaces. */
  workspaces: readonly { id: string; name: string }[];
  user: Pick<UserMenuProps, "name" | "email">;
  isPlatformAdmin: boolean;
  isMember: boolean;
  canBuy: boolean;
  balance: BalanceDto;
  signOut: UserMenuProps["signOut"];
  askOwner: AskOwnerButtonProps["ask"];
  children: ReactNode;
}

/** What surrounds every screen of a workspace: where you are, what is left, and the way to more. */
export function Shell(props: ShellProps) {
  const { workspace, balance, canBuy, children } = props;
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[232px_minmax(0,1fr)]">
      <aside className="sticky top-0 hidden h-dvh flex-col border-r border-hairline bg-card lg:flex">
        <div className="flex h-14 items-center px-6">
          <Brand />
        </div>
        <RailNav workspaceId={workspace.id} />
        <div className="p-3">
          <BalancePill rendered={balance} canBuy={canBuy} shape="rail" />
        </div>
      </aside>
      <div className="flex min-w-0 flex-col">
        <TopBar {...props} />
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-content px-4 pt-6 pb-40 outline-none lg:px-8 lg:pb-16"
        >
          {props.isMember ? null : <AdminView />}
          {children}
        </main>
      </div>
      <div className="fixed inset-x-0 bottom-0 z-30 border-t border-hairline bg-card pb-[env(safe-area-inset-bottom)] lg:hidden">
        <BalancePill rendered={balance} canBuy={canBuy} shape="line" />
        <BottomBar workspaceId={workspace.id} />
      </div>
      <BalanceAnnouncer rendered={balance} />
    </div>
  );
}

function TopBar({
  workspace,
  workspaces,
  user,
  isPlatformAdmin,
  isMember,
  canBuy,
  signOut,
  askOwner,
}: ShellProps) {
  return (
    <header className="flex h-14 shrink-0 items-center gap-2 border-b border-hairline bg-card px-2 lg:px-6">
      <WorkspaceSwitcher current={workspace} workspaces={workspaces} isPlatformAdmin={isPlatformAdmin} />
      <span className="flex-1" />
      <PaletteButton workspaceId={workspace.id} workspaces={workspaces} isPlatformAdmin={isPlatformAdmin} />
      {canBuy ? <AddCredits workspaceId={workspace.id} /> : null}
      {isMember && !canBuy ? <AskOwnerButton ask={askOwner} /> : null}
      <UserMenu {...user} signOut={signOut} />
    </header>
  );
}

function AdminView() {
  const t = useTranslations("shell");
  return (
    <div className="mb-6">
      <Notice>{t("adminView")}</Notice>
    </div>
  );
}
