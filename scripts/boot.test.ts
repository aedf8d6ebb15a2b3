import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ROOT } from "./steps.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "headroom-boot-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

test("what npm started stops when npm is gone without a word", async () => {
  const [started, stopped] = [join(folder, "started"), join(folder, "stopped")];
  const script = `import { writeFileSync } from "node:fs";
    process.on("SIGTERM", () => { writeFileSync(${JSON.stringify(stopped)}, ""); process.exit(); });
    setInterval(() => undefined, 1_000);
    writeFileSync(${JSON.stringify(started)}, "");`;
  writeFileSync(join(folder, "wait.ts"), script);
  // As npm: a shell that runs the command, and stays because another follows.
  const command = `"${process.execPath}" scripts/boot.mjs "${relative(join(ROOT, "scripts"), join(folder, "wait"))}"; :`;
  const env = { ...process.env, npm_lifecycle_event: "start" };
  const npm = spawn("sh", ["-c", command], { cwd: ROOT, env, stdio: "ignore" });
  await vi.waitUntil(() => existsSync(started), 10_000);
  npm.kill("SIGKILL");
  await vi.waitUntil(() => existsSync(stopped), 10_000);
  expect(existsSync(stopped)).toBe(true);
});
