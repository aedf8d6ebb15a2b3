import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Embedded, removeEmbedded, startEmbedded } from "./embedded.ts";

let folder: string;
let server: Embedded;

beforeAll(async () => {
  folder = join(mkdtempSync(join(tmpdir(), "headroom embedded ")), "data");
  server = await startEmbedded(folder);
});

afterAll(async () => {
  await server.stop();
  removeEmbedded(folder);
  rmSync(dirname(folder), { recursive: true });
});

async function ask(url: string, sql: string): Promise<Record<string, unknown> | undefined> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query(sql).finally(() => client.end());
  return rows[0];
}

function postmasterPid(): number {
  return Number.parseInt(readFileSync(join(folder, "postgres", "postmaster.pid"), "utf8"), 10);
}

test("commits are durable, and the owner is no superuser", async () => {
  const settings =
    "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit, rolsuper FROM pg_roles WHERE rolname = current_user";
  expect(await ask(server.url, settings)).toEqual({ fsync: "on", commit: "on", rolsuper: false });
});

test("only the owner of the data folder can read its secrets", () => {
  expect(statSync(join(folder, "secrets.json")).mode & 0o777).toBe(0o600);
});

test("whoever starts beside a running server joins it, and leaving keeps it running for the others", async () => {
  const second = await startEmbedded(folder);
  expect(second).toMatchObject({ adopted: true, url: server.url });
  await second.stop();
  expect(await ask(server.url, "SELECT 1 AS one")).toEqual({ one: 1 });
});

test("a server that is killed comes back on its port with what was committed", async () => {
  await ask(server.url, "CREATE TABLE kept (id int)");
  process.kill(postmasterPid(), "SIGKILL");
  await expect
    .poll(() => ask(server.url, "SELECT count(*)::int AS n FROM kept").catch(() => "away"), {
      timeout: 15_000,
    })
    .toEqual({ n: 0 });
});

test("the last one to leave stops it, and the next start finds the data", async () => {
  await server.stop();
  expect(existsSync(join(folder, "postgres", "postmaster.pid"))).toBe(false);
  server = await startEmbedded(folder);
  expect(server.adopted).toBe(false);
  expect(await ask(server.url, "SELECT count(*)::int AS n FROM kept")).toEqual({ n: 0 });
});

test("a process id left behind that now belongs to another program is no obstacle", async () => {
  await server.stop();
  const lines = [process.pid, join(folder, "postgres"), 1, 5432, "", "127.0.0.1", "", "ready"];
  writeFileSync(join(folder, "postgres", "postmaster.pid"), `${lines.join("\n")}\n`);
  server = await startEmbedded(folder);
  expect(server.adopted).toBe(false);
});

test("without its secrets a database is not opened, and the sentence names the way out", async () => {
  const secrets = readFileSync(join(folder, "secrets.json"));
  rmSync(join(folder, "secrets.json"));
  await expect(startEmbedded(folder)).rejects.toThrow("Restore the file from a backup");
  writeFileSync(join(folder, "secrets.json"), secrets, { mode: 0o600 });
});

test("a data folder that cannot be written is named with the way out", async () => {
  const file = join(folder, "a-file");
  writeFileSync(file, "");
  await expect(startEmbedded(join(file, "data"))).rejects.toThrow(/cannot be written .* HEADROOM_DATA_DIR/);
});
