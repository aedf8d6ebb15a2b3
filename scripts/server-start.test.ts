import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ROOT } from "./steps.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "headroom start "));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Starts the server as `npm start` does, which ends the process by having nothing left to do. */
async function start(dataDir: string) {
  const program = `import("./server.ts").then((server) => server.startServer()).catch((error) => console.log(error.message))`;
  const env = {
    ...process.env,
    PORT: "0",
    NEXTAUTH_URL: "",
    NEXTAUTH_SECRET: "",
    DATABASE_URL: "postgresql://nobody:none@127.0.0.1:1/none",
    HEADROOM_DATA_DIR: dataDir,
  };
  const child = spawn(process.execPath, ["--eval", program], { cwd: ROOT, env, timeout: 30_000 });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  const [code, signal] = await once(child, "close");
  return { output, code, signal };
}

test("a server that cannot write its data folder says so and leaves the port", async () => {
  const file = join(folder, "a-file");
  writeFileSync(file, "");
  const { output, signal } = await start(file);
  expect(output).toMatch(/The data folder .+ cannot be written .+ HEADROOM_DATA_DIR/);
  expect(signal).toBeNull();
}, 40_000);

test("a server whose secrets are damaged says so and leaves the port", async () => {
  writeFileSync(join(folder, "secrets.json"), "{");
  const { output, signal } = await start(folder);
  expect(output).toContain("Restore it from a backup");
  expect(signal).toBeNull();
}, 40_000);

test("a server whose database is away says so and leaves the port", async () => {
  const { output, signal } = await start(folder);
  expect(output).toContain(
    "The database at 127.0.0.1:1 cannot be reached. Start it, or correct DATABASE_URL.",
  );
  expect(signal).toBeNull();
}, 40_000);
