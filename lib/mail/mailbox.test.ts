import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { newId } from "#lib/db/new-id.ts";
import { provideEnv } from "#lib/env.ts";
import { getMail, isMailboxOpen, keepMail, listMail } from "./mailbox.ts";

const dataDir = mkdtempSync(join(tmpdir(), "headroom mail "));
afterAll(() => rmSync(dataDir, { recursive: true }));

const mail = (subject: string) => ({
  id: newId(),
  at: "2026-11-21T12:00:00.000Z",
  from: "Headroom <headroom@localhost>",
  to: "anna@example.com",
  subject,
  text: "text",
  html: "<p>html</p>",
});

it("is empty before the first mail", async () => {
  expect(await listMail(join(dataDir, "nothing-yet"))).toEqual([]);
  expect(await getMail(join(dataDir, "nothing-yet"), newId())).toBeNull();
});

it("shows the newest first, and only the newest hundred", async () => {
  for (let n = 0; n <= 100; n++) await keepMail(dataDir, mail(`mail ${n}`));
  const subjects = (await listMail(dataDir)).map(({ subject }) => subject);
  expect(subjects).toHaveLength(100);
  expect([subjects[0], subjects.at(-1)]).toEqual(["mail 100", "mail 1"]);
});

it("gives a mail by its id, and nothing for anything else", async () => {
  const kept = mail("one");
  await keepMail(dataDir, kept);
  expect(await getMail(dataDir, kept.id)).toEqual(kept);
  for (const id of [newId(), "../secrets", `../mail/${kept.id}`, ""])
    expect(await getMail(dataDir, id)).toBeNull();
});

it("is readable by its owner alone, and leaves no half mail behind", () => {
  const folder = join(dataDir, "mail");
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const files = readdirSync(folder);
  expect(files.every((file) => file.endsWith(".json"))).toBe(true);
  expect(files.every((file) => (statSync(join(folder, file)).mode & 0o777) === 0o600)).toBe(true);
});

it("is shown only by a local server that has no mail server", () => {
  const isOpen = (values: Record<string, string | undefined>) => {
    provideEnv({ NEXTAUTH_URL: undefined, SMTP_URL: undefined, HEADROOM_DEMO: "0", ...values });
    return isMailboxOpen();
  };
  const published = { NEXTAUTH_URL: "https://credits.example.com", NEXTAUTH_SECRET: "x".repeat(32) };
  expect(isOpen({})).toBe(true);
  expect(isOpen({ SMTP_URL: "smtp://127.0.0.1:2525" })).toBe(false);
  expect(isOpen({ ...published, SMTP_URL: "smtp://127.0.0.1:2525" })).toBe(false);
});
