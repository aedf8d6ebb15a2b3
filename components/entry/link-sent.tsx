import { useTranslations } from "next-intl";
import { TextLink } from "#components/ui/text-link.tsx";

export interface LinkSentProps {
  minutes: number;
  /** Without a mail server the link is in the local mailbox. */
  showMailbox: boolean;
}

/** What the reader sees after asking for a link, whoever they are. */
export function LinkSent({ minutes, showMailbox }: LinkSentProps) {
  const t = useTranslations("auth");
  return (
    <div className="flex flex-col gap-4">
      <p role="status">{t("sent.text", { minutes })}</p>
      {showMailbox ? <TextLink href="/mail">{t("sent.mailbox")}</TextLink> : null}
      <TextLink href="/sign-in">{t("sent.again")}</TextLink>
    </div>
  );
}
