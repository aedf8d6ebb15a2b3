import { createTransport, type Transporter } from "nodemailer";
import { newId } from "#lib/db/new-id.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/logger.ts";
import { keepMail } from "./mailbox.ts";

export type Mail = { to: string; subject: string; text: string; html: string };

const PATIENCE_MS = 10_000;

const holder = globalThis as typeof globalThis & { headroomTransport?: Transporter };

function transport(smtpUrl: string): Transporter {
  holder.headroomTransport ??= createTransport({
    url: smtpUrl,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
  });
  return holder.headroomTransport;
}

/**
 * Sends a mail by SMTP_URL, or puts it into the local mailbox when that is unset. Throws when the server does not take it.
 * Never call it inside a database transaction: a mail cannot be rolled back.
 */
export async function sendMail(mail: Mail): Promise<void> {
  const { dataDir, mailFrom, smtpUrl } = env();
  const id = newId();
  if (smtpUrl === undefined)
    await keepMail(dataDir, { id, at: new Date().toISOString(), from: mailFrom, ...mail });
  else await transport(smtpUrl).sendMail({ from: mailFrom, ...mail });
  log().info({ mail: id, subject: mail.subject, kept: smtpUrl === undefined }, "mail sent");
}
