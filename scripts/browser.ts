import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { ours, runQuiet, StepError, step } from "./steps.ts";

// The first is Chromium without a window's machinery: the same pages in two thirds of the time.
const DEBIAN_PACKAGES = ["chromium-headless-shell", "chromium"];
const NAMES = [...DEBIAN_PACKAGES, "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const FOLDERS = ["/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome"];
const MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
const APT_WAY_OUT =
  "Install Chromium or Chrome by hand, or set CHROME_PATH to one, then run the same command again.";

/** The path of a Chromium or Chrome: an installed one, else Playwright's own, else Debian's; the last two are installed. */
export async function findBrowser(): Promise<string> {
  const found = installed();
  if (found) return found;
  const own = await playwrightsOwn();
  if (own) return own;
  await step("Installing Chromium with apt-get", installFromDebian);
  const path = installed();
  if (path) return path;
  throw new StepError(`No browser was found or installed. ${APT_WAY_OUT}`);
}

function installed(): string | undefined {
  const named = process.env.CHROME_PATH;
  if (named && !existsSync(named))
    throw new StepError(`CHROME_PATH names ${named}, and there is no such file.`);
  const folders = [...FOLDERS, ...(process.env.PATH ?? "").split(":")];
  const candidates = NAMES.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
  return named ?? [...candidates, MAC, chromium.executablePath()].find((path) => existsSync(path));
}

async function playwrightsOwn(): Promise<string | undefined> {
  try {
    await step("Asking Playwright for a browser", () =>
      runQuiet(
        ours("@playwright/test/cli.js", ["install", "chromium"], {
          PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "5000",
        }),
        "",
      ),
    );
  } catch {
    process.stdout.write("  its download cannot be reached from here\n");
    return undefined;
  }
  return installed();
}

async function installFromDebian(): Promise<void> {
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).error)
    throw new StepError(`No browser was found. ${APT_WAY_OUT}`);
  await runQuiet({ file: "apt-get", args: ["update", "-q"] }, APT_WAY_OUT);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  for (const name of DEBIAN_PACKAGES) {
    // Debian before 12 and its descendants have the second only.
    if (spawnSync("apt-cache", ["show", name]).status !== 0) continue;
    const args = ["install", "-y", "-q", "--no-install-recommends", name];
    return runQuiet({ file: "apt-get", args, env }, APT_WAY_OUT);
  }
  throw new StepError(`apt-get knows no Chromium. ${APT_WAY_OUT}`);
}
