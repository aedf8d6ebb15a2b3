import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { MailText } from "#components/entry/mail-text.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { env } from "#lib/env.ts";
import { getMail, isMailboxOpen } from "#lib/mail/mailbox.ts";

export default async function MailPage({ params }: { params: Promise<{ id: string }> }) {
  const mail = isMailboxOpen() ? await getMail(env().dataDir, (await params).id) : null;
  if (!mail) notFound();
  const t = await getTranslations("mail.box");
  return (
    <main id="content" className="mx-auto flex w-full max-w-3xl flex-col gap-4 px-4 py-8">
      <PageHeader
        title={mail.subject}
        description={t("to", { address: mail.to })}
        actions={<TextLink href="/mail">{t("back")}</TextLink>}
      />
      <Card title={t("plain")}>
        <MailText text={mail.text} />
      </Card>
      <Card title={t("preview")}>
        {/* No scripts and no origin of its own. A link opens in the whole window: a new one would inherit the sandbox. */}
        <iframe
          title={t("preview")}
          srcDoc={mail.html.replaceAll('target="_blank"', 'target="_top"')}
          sandbox="allow-popups allow-top-navigation-by-user-activation"
          className="h-120 w-full rounded-md border border-hairline bg-card"
        />
      </Card>
    </main>
  );
}
