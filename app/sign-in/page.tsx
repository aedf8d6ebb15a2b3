import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { DemoAccounts } from "#components/entry/demo-accounts.tsx";
import { EntryFrame } from "#components/entry/entry-frame.tsx";
import { LinkForm } from "#components/entry/link-form.tsx";
import { LinkSent } from "#components/entry/link-sent.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { DEMO_ACCOUNTS } from "#lib/auth/demo-accounts.ts";
import { toLocalPath } from "#lib/auth/local-path.ts";
import { getViewer } from "#lib/auth/session.ts";
import { LINK_MINUTES } from "#lib/auth/sign-in-link.ts";
import { env } from "#lib/env.ts";
import { isMailboxOpen } from "#lib/mail/mailbox.ts";
import { signInErrorKey } from "./sign-in-error.ts";

type Query = { sent?: string; error?: string; wait?: string; callbackUrl?: string };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("title") };
}

export default async function SignInPage({ searchParams }: { searchParams: Promise<Query> }) {
  const { sent, error, wait, callbackUrl } = await searchParams;
  const path = toLocalPath(callbackUrl);
  if (error === undefined && (await getViewer())) redirect(path);
  const t = await getTranslations("auth");
  if (sent !== undefined) {
    return (
      <EntryFrame title={t("sent.title")}>
        <LinkSent minutes={LINK_MINUTES} showMailbox={isMailboxOpen()} />
      </EntryFrame>
    );
  }
  const key = signInErrorKey(error);
  const message = key && t(key, { minutes: Math.ceil(Number.parseInt(wait ?? "0", 10) / 60) || 1 });
  const isAboutAddress = key === "error.email";
  return (
    <EntryFrame title={t("title")}>
      {message && !isAboutAddress ? <Notice tone="warn">{message}</Notice> : null}
      <p className="text-muted">{t("intro")}</p>
      <LinkForm callbackUrl={path} error={isAboutAddress ? message : undefined} />
      {env().demo ? <DemoAccounts accounts={DEMO_ACCOUNTS} callbackUrl={path} /> : null}
    </EntryFrame>
  );
}
