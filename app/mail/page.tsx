import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Instant } from "#components/credits/instant.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { env } from "#lib/env.ts";
import { isMailboxOpen, listMail } from "#lib/mail/mailbox.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("mail.box"))("title") };
}

export default async function MailboxPage() {
  if (!isMailboxOpen()) notFound();
  const [t, mails] = await Promise.all([getTranslations("mail.box"), listMail(env().dataDir)]);
  return (
    <main id="content" className="mx-auto w-full max-w-3xl px-4 py-8">
      <PageHeader
        title={t("title")}
        description={t("intro")}
        actions={<TextLink href="/sign-in">{t("signIn")}</TextLink>}
      />
      <Card flush>
        {mails.length === 0 ? <EmptyState title={t("title")}>{t("empty")}</EmptyState> : null}
        <ul className="divide-y divide-hairline">
          {mails.map(({ id, at, to, subject }) => (
            <li key={id} className="flex flex-col gap-1 px-4 py-3">
              <TextLink href={`/mail/${id}`}>{subject}</TextLink>
              <p className="text-sm text-muted">
                {t("to", { address: to })} · <Instant at={at} zone="UTC" show="date-time-seconds" />
              </p>
            </li>
          ))}
        </ul>
      </Card>
    </main>
  );
}
