import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { EntryFrame } from "#components/entry/entry-frame.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { requireViewer } from "#lib/auth/session.ts";
import { signOut } from "#lib/web/sign-out.ts";

/** Leads everybody to where they work: the first workspace, the admin pages, or an explanation why there is neither. */
export default async function HomePage() {
  const { email, isPlatformAdmin, memberships } = await requireViewer("/");
  const [first] = memberships;
  if (first) redirect(`/w/${encodeURIComponent(first.workspaceId)}`);
  if (isPlatformAdmin) redirect("/admin");
  const t = await getTranslations("auth.noWorkspace");
  return (
    <EntryFrame title={t("title")}>
      <p className="text-muted">{t("text", { email })}</p>
      <form action={signOut}>
        <SubmitButton variant="secondary">{t("signOut")}</SubmitButton>
      </form>
    </EntryFrame>
  );
}
