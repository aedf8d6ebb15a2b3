// The local mailbox: without a mail server, mails are files in <dataDir>/mail, newest last by name, shown at /mail.
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { env } from "#lib/env.ts";

const keptMail = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
});

export type KeptMail = z.output<typeof keptMail>;

const SHOWN = 100;

/** The mailbox holds sign-in links, so it is only ever shown by a server on this machine that has no mail server. */
export function isMailboxOpen(): boolean {
  const { isLocal, smtpUrl } = env();
  return isLocal && smtpUrl === undefined;
}

export async function keepMail(dataDir: string, mail: KeptMail): Promise<void> {
  await mkdir(pathIn(dataDir), { recursive: true, mode: 0o700 });
  // Written aside and renamed, so that nobody reads half a mail.
  const draft = pathIn(dataDir, `.${mail.id}`);
  await writeFile(draft, `${JSON.stringify(mail, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, pathIn(dataDir, `${mail.id}.json`));
}

/** The newest hundred mails, newest first. */
export async function listMail(dataDir: string): Promise<KeptMail[]> {
  const files = await readdir(pathIn(dataDir)).catch(toEmptyWhenMissing);
  const newest = files
    .filter((file) => file.endsWith(".json"))
    .sort()
    .reverse()
    .slice(0, SHOWN);
  return Promise.all(newest.map((file) => readMail(pathIn(dataDir, file))));
}

/** One mail; null when there is none of that id. */
export async function getMail(dataDir: string, id: string): Promise<KeptMail | null> {
  if (!z.uuid().safeParse(id).success) return null;
  const files = await readdir(pathIn(dataDir)).catch(toEmptyWhenMissing);
  return files.includes(`${id}.json`) ? readMail(pathIn(dataDir, `${id}.json`)) : null;
}

async function readMail(path: string): Promise<KeptMail> {
  return keptMail.parse(JSON.parse(await readFile(path, "utf8")));
}

function pathIn(dataDir: string, ...file: string[]): string {
  return join(/* turbopackIgnore: true */ dataDir, "mail", ...file);
}

function toEmptyWhenMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === "ENOENT") return [];
  throw error;
}
