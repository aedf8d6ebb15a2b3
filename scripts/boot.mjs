// Where every npm script begins. Any Node from 18 on can run it, and it needs nothing installed: it brings the packages in line
// with package-lock.json, and then lets the Node of node_modules run the command's own script.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { basename, delimiter, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, "node_modules", ".headroom-installed");
const node24 = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");
const TAIL_LINES = 15;
const PROGRESS_SECONDS = 10;
const PARENT_CHECK_MS = 500;
const QUIET = ["--no-audit", "--no-fund", "--loglevel=error"];
const isAppleSilicon = process.platform === "darwin" && process.arch === "arm64";

const [command = "start", ...rest] = process.argv.slice(2);
const scriptOf = {
  "test:unit": ["test", "unit"],
  "test:e2e": ["test", "e2e"],
  "test:long": ["test", "long"],
};
const [script, ...fixed] = scriptOf[command] ?? [command];

const children = new Set();
let stoppedBy;
// Whoever stops us stops what we run.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(signal));
// A signal to npm alone ends npm and its shell, and never reaches us.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    if (!stoppedBy) stop("SIGTERM");
  }, PARENT_CHECK_MS);
  watch.unref();
}

process.chdir(root);
await install();
// `install` alone is a step of the Dockerfile.
if (command !== "install") {
  // Settings of an installation must not colour what tests and checks say.
  const reads = ["start", "dev", "migrate", "seed", "verify"].includes(script) && existsSync(".env");
  const settings = reads ? ["--env-file=.env"] : [];
  process.exitCode = await run(node24, [...settings, join("scripts", `${script}.ts`), ...fixed, ...rest]);
}

function stop(signal) {
  stoppedBy = signal;
  for (const child of children) child.kill(signal);
}

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
  const result = await installWithAFittingNode();
  clearInterval(ticker);
  if (stoppedBy) process.exit(128 + constants.signals[stoppedBy]);
  if (result.code !== 0) {
    console.error(`\nInstalling packages failed (npm, exit code ${result.code}):\n${tail(result.output)}\n`);
    console.error(
      "Check that the npm registry can be reached and the disk has 2 GB free, then run the same command again.",
    );
    process.exit(1);
  }
  writeFileSync(stampFile, wanted);
  console.log(`  done in ${elapsed()} s`);
}

/**
 * An older Node would leave out optional packages that ask for a newer one, so a newer one installs them. Never the
 * one in node_modules, which npm puts first on PATH: installing begins by removing it.
 */
async function installWithAFittingNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const fits = major >= 24 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  const stays = !process.execPath.startsWith(join(root, "node_modules") + sep);
  if (fits && stays) return installPackages(process.execPath);
  const folder = mkdtempSync(join(tmpdir(), "headroom-node-"));
  try {
    if (fits) {
      const copy = join(folder, basename(process.execPath));
      copyFileSync(process.execPath, copy);
      return await installPackages(copy);
    }
    const name = `${isAppleSilicon ? "node-bin" : "node"}-${process.platform}-${process.arch}`;
    const version = JSON.parse(readFileSync("package.json", "utf8")).dependencies.node;
    const brought = await npm(process.execPath, [
      "install",
      "--prefix",
      folder,
      ...QUIET,
      `${name}@${version}`,
    ]);
    if (brought.code !== 0) return brought;
    return await installPackages(join(folder, "node_modules", name, "bin", "node"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Only the install scripts that package.json approves run: others download what is not needed. */
async function installPackages(node) {
  const { code, output } = await npm(node, ["ci", "--include=dev", "--ignore-scripts", ...QUIET]);
  if (code !== 0) return { code, output };
  const { allowScripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const approved = Object.keys(allowScripts).filter(
    (name) => allowScripts[name] && existsSync(join("node_modules", name)),
  );
  return await npm(node, ["rebuild", "--ignore-scripts=false", ...QUIET, ...approved]);
}

/** Through npm's own file where npm started us, so that a machine with several runs the one that was asked. */
function npm(node, args) {
  const own = process.env.npm_execpath;
  const options = { env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}` } };
  return own?.endsWith(".js") ? capture(node, [own, ...args], options) : capture("npm", args, options);
}

function capture(file, args, options) {
  return new Promise((resolve) => {
    const child = start(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
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

/** Runs to its end; resolves with what to exit with. */
function run(file, args) {
  return new Promise((resolve) => {
    const child = start(file, args, { stdio: "inherit", env: { ...process.env, PATH: pathWithOurs() } });
    child.on("error", (error) => {
      console.error(
        `${file} could not be started: ${error.message}\nDelete node_modules and run the same command again.`,
      );
      resolve(1);
    });
    child.on("exit", (code, signal) => resolve(signal ? 128 + constants.signals[signal] : code));
  });
}

function start(file, args, options) {
  const child = spawn(file, args, options);
  children.add(child);
  child.on("close", () => children.delete(child));
  return child;
}

function pathWithOurs() {
  return `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}`;
}

function tail(text) {
  return text.trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
}
