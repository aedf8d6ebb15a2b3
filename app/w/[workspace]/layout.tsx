import type { ReactNode } from "react";
import { Shell } from "#components/shell/shell.tsx";
import { requireViewer, requireWorkspace } from "#lib/auth/session.ts";
import { canBuy, roleIn } from "#lib/core/permissions.ts";
import { getWorkspace, listOwnWorkspaces } from "#lib/queries/workspaces.ts";
import { signOut } from "#lib/web/sign-out.ts";
import { askOwner } from "./actions.ts";
import { loadBalance } from "./load-balance.ts";

interface LayoutProps {
  params: Promise<{ workspace: string }>;
  children: ReactNode;
}

export default async function WorkspaceLayout({ params, children }: LayoutProps) {
  const viewer = await requireViewer();
  const id = requireWorkspace(viewer, (await params).workspace);
  const [workspace, workspaces, balance] = await Promise.all([
    getWorkspace(viewer, id),
    listOwnWorkspaces(viewer),
    loadBalance(viewer, id),
  ]);
  return (
    <Shell
      workspace={workspace}
      workspaces={workspaces}
      user={{ name: viewer.name, email: viewer.email }}
      isPlatformAdmin={viewer.isPlatformAdmin}
      isMember={roleIn(viewer, id) !== null}
      canBuy={canBuy(viewer, id)}
      balance={balance}
      signOut={signOut}
      askOwner={askOwner.bind(null, id)}
    >
      {children}
    </Shell>
  );
}
