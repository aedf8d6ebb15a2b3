// Where every npm script begins. Any Node from 18 on can run it, and it needs nothing installed: it brings the packages in line
// with package-lock.json, and then lets the Node of node_modules run the command's own script.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, "node_modules", ".headroom-installed");
const node24 = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");
const TAIL_LINES = 15;
const PROGRESS_SECONDS = 10;

const [command = "start", ...rest] = process.argv.slice(2);
const scriptOf = {
  "test:unit": ["test", "unit"],
  "test:e2e": ["test", "e2e"],
  "test:long": ["test", "long"],
};
const [script, ...fixed] = scriptOf[command] ?? [command];

process.chdir(root);
await install();
process.exitCode = await run(node24, [join(root, "scripts", `${script}.ts`), ...fixed, ...rest]);

async function install() {
  const wanted = createHash("sha256")
    .update(readFileSync("package.json"))
    .update(readFileSync("package-lock.json"))
    .update(`${process.platform} ${process.arch}`)
    .digest("hex");
  if (existsSync(stampFile) && existsSync(node24) && readFileSync(stampFile, "utf8") === wanted) return;
  const started = Date.now();
  const elapsed = () => Math.round((Date.now() - started) / 1000);
  console.log("- Installing packages");
  const ticker = setInterval(
    () => console.log(`  still installing, ${elapsed()} s`),
    PROGRESS_SECONDS * 1000,
  );
  // Through npm's own file where npm started us, so that a machine with several installs the one that was asked.
  const npm = process.env.npm_execpath;
  const [file, args] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  const flags = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const { code, output } = await capture(file, [...args, ...flags]);
  clearInterval(ticker);
  if (code !== 0) {
    console.error(`\nInstalling packages failed (npm ci, exit code ${code}):\n${tail(output)}\n`);
    console.error(
      "Check that the npm registry can be reached and the disk has 2 GB free, then run the same command again.",
    );
    process.exit(1);
  }
  writeFileSync(stampFile, wanted);
  console.log(`  done in ${elapsed()} s`);
}

function capture(file, args) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    child.on("error", (error) => resolve({ code: 1, output: `${output}\n${error.message}` }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs to its end, passing on what asks us to stop; resolves with what to exit with. */
function run(file, args) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: "inherit", env: { ...process.env, PATH: pathWithOurs() } });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
    child.on("error", (error) => {
      console.error(
        `${file} could not be started: ${error.message}\nDelete node_modules and run the same command again.`,
      );
      resolve(1);
    });
    child.on("exit", (code, signal) => resolve(signal ? 128 + constants.signals[signal] : code));
  });
}

function pathWithOurs() {
  return `${join(root, "node_modules", ".bin")}${process.platform === "win32" ? ";" : ":"}${process.env.PATH ?? ""}`;
}

function tail(text) {
  return text.trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
}
