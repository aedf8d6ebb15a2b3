import type { ReactNode } from "react";
import { AdminShell } from "#components/admin/admin-shell.tsx";
import { ClientTexts } from "#components/ui/client-texts.tsx";
import { requireAdmin } from "#lib/auth/session.ts";
import { signOut } from "#lib/web/sign-out.ts";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const { name, email } = await requireAdmin();
  return (
    <ClientTexts namespaces={["admin"]}>
      <AdminShell user={{ name, email }} signOut={signOut}>
        {children}
      </AdminShell>
    </ClientTexts>
  );
}
