import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { provideEnv } from "#lib/env.ts";
import { listMail } from "./mailbox.ts";
import { sendMail } from "./send-mail.ts";

const dataDir = mkdtempSync(join(tmpdir(), "headroom-"));
afterAll(() => rmSync(dataDir, { recursive: true }));

const mail = { to: "anna@example.com", subject: "Hello", text: "plain part", html: "<p>rich part</p>" };

/** As much of a mail server as a delivery needs. Resolves to what was sent after DATA. */
async function openMailServer() {
  const received: string[] = [];
  const server = createServer((socket) => {
    let isData = false;
    socket.write("220 ready\r\n");
    socket.on("data", (chunk) => {
      const text = chunk.toString();
      if (isData) {
        received.push(text);
        if (received.join("").includes("\r\n.\r\n")) {
          isData = false;
          socket.write("250 taken\r\n");
        }
        return;
      }
      isData = text.startsWith("DATA");
      socket.write(isData ? "354 go on\r\n" : text.startsWith("QUIT") ? "221 bye\r\n" : "250 ok\r\n");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { port, received, close: () => new Promise((resolve) => server.close(resolve)) };
}

it("without a mail server a mail goes to the local mailbox", async () => {
  provideEnv({ HEADROOM_DATA_DIR: dataDir, SMTP_URL: undefined, MAIL_FROM: "Credits <c@example.com>" });
  await sendMail(mail);
  expect(await listMail(dataDir)).toMatchObject([{ ...mail, from: "Credits <c@example.com>" }]);
});

it("with one it goes there in both parts, and nowhere else", async () => {
  const server = await openMailServer();
  provideEnv({ HEADROOM_DATA_DIR: dataDir, SMTP_URL: `smtp://127.0.0.1:${server.port}` });
  await sendMail(mail);
  const sent = server.received.join("");
  for (const part of ["From: Credits <c@example.com>", "To: anna@example.com", "plain part", "rich part"]) {
    expect(sent).toContain(part);
  }
  expect(await listMail(dataDir)).toHaveLength(1);
  await server.close();
});

it("a mail server that does not answer is an error, not a lost mail", async () => {
  const server = await openMailServer();
  await server.close();
  provideEnv({ HEADROOM_DATA_DIR: dataDir, SMTP_URL: `smtp://127.0.0.1:${server.port}` });
  await expect(sendMail(mail)).rejects.toThrow("ECONNREFUSED");
});
