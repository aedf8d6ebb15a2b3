import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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

test("packages are installed anew though our own Node is one of them", async () => {
  // As npm: ci empties node_modules, and the package "node" has its binary only once its script ran.
  const npm = `const { cpSync, mkdirSync, rmSync, symlinkSync } = require("node:fs");
    if (process.argv[2] === "ci") rmSync("node_modules", { recursive: true });
    if (process.argv[2] === "rebuild") {
      mkdirSync("node_modules/node/bin", { recursive: true });
      mkdirSync("node_modules/.bin");
      cpSync(process.execPath, "node_modules/node/bin/node");
      symlinkSync("../node/bin/node", "node_modules/.bin/node");
    }`;
  for (const name of ["scripts", "node_modules/node/bin", "node_modules/.bin"]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  copyFileSync(join(ROOT, "scripts", "boot.mjs"), join(folder, "scripts", "boot.mjs"));
  copyFileSync(process.execPath, join(folder, "node_modules/node/bin/node"));
  symlinkSync("../node/bin/node", join(folder, "node_modules/.bin/node"));
  writeFileSync(join(folder, "npm.js"), npm);
  writeFileSync(join(folder, "package.json"), `{ "allowScripts": {} }`);
  writeFileSync(join(folder, "package-lock.json"), "{}");
  writeFileSync(join(folder, "scripts", "hello.ts"), `console.log("hello from", process.execPath);`);
  const boot = spawn(join(folder, "node_modules/.bin/node"), ["scripts/boot.mjs", "hello"], {
    cwd: folder,
    env: { ...process.env, npm_execpath: join(folder, "npm.js") },
  });
  let output = "";
  for (const stream of [boot.stdout, boot.stderr]) stream.on("data", (chunk) => (output += chunk));
  await once(boot, "close");
  expect(output).toContain(`hello from ${join(folder, "node_modules/node/bin/node")}`);
});
