import { composeMail } from "#lib/mail/compose.ts";
import type { Mail } from "#lib/mail/send-mail.ts";
import { getTexts } from "#lib/texts/texts.ts";

/** The mail with a sign-in link. `host` tells the reader where the link leads. */
export function signInMail({
  url,
  minutes,
  host,
}: {
  url: string;
  minutes: number;
  host: string;
}): Promise<Omit<Mail, "to">> {
  const texts = getTexts("mail");
  return composeMail({
    subject: texts("signIn.subject", { host }),
    heading: texts("signIn.heading"),
    paragraphs: [texts("signIn.text", { host })],
    action: { label: texts("signIn.action"), url },
    notes: [texts("signIn.valid", { minutes }), texts("signIn.ignore")],
  });
}
