import { existsSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { z } from "zod";
import { drain, listen } from "#lib/web/connections.ts";
import { findBrowser } from "./browser.ts";
import { check } from "./check.ts";
import { build, generate } from "./prepare.ts";
import { main, ours, ROOT, runVisible, StepError, step } from "./steps.ts";

const USUAL_PORT = 3917;

type Count = { passed: number; failed: number };

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  success: z.boolean(),
});
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
});

/** Vitest over `args`. A run that ends badly counts at least one failure, whatever its report says. */
async function unit(args: readonly string[] = []): Promise<Count> {
  const file = reportFile("vitest.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const code = await step("Unit tests on a real PostgreSQL", () =>
    runVisible(ours("vitest/vitest.mjs", ["run", ...reporters, ...args])),
  );
  const report = readReport(file, vitestReport);
  return { passed: report?.numPassedTests ?? 0, failed: failedOf(code, report?.numFailedTests) };
}

async function endToEnd(args: readonly string[]): Promise<Count> {
  const browser = await findBrowser();
  await build();
  const file = reportFile("playwright.json");
  const port = process.env.E2E_PORT ?? String(await freePort());
  const env = { CHROME_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: file, E2E_PORT: port };
  const code = await step("Stories in a real browser", () =>
    runVisible(ours("@playwright/test/cli.js", ["test", "--reporter=list,json", ...args], env)),
  );
  const stats = readReport(file, playwrightReport)?.stats;
  return { passed: stats?.expected ?? 0, failed: failedOf(code, stats && stats.unexpected + stats.flaky) };
}

/** The stories' usual port, or any other when a second clone on this machine has it. */
async function freePort(): Promise<number> {
  for (const port of [USUAL_PORT, 0]) {
    const probe = createServer();
    const taken = await listen(probe, port, "127.0.0.1").catch(() => undefined);
    if (taken === undefined) continue;
    await drain(probe);
    return taken;
  }
  throw new StepError("No free port was found on 127.0.0.1. Set E2E_PORT to one.");
}

function failedOf(code: number, reported = 0): number {
  return code === 0 ? reported : Math.max(reported, 1);
}

function reportFile(name: string): string {
  const file = join(ROOT, "test-results", name);
  rmSync(file, { force: true });
  return file;
}

function readReport<T>(file: string, schema: z.ZodType<T>): T | undefined {
  return existsSync(file) ? schema.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

/** `npm test [unit|e2e|long]`: all of it, or one part. The last line counts what ran. */
await main(async () => {
  const [part, ...args] = process.argv.slice(2);
  await generate();
  const counts: Count[] = [];
  if (part === undefined) counts.push(await checks());
  if (part === undefined || part === "unit") counts.push(await unit(args));
  if (part === "long") counts.push(await unit(["--config", "vitest.long.config.ts", ...args]));
  if (part === undefined || part === "e2e") counts.push(await endToEnd(args));
  const passed = counts.reduce((total, count) => total + count.passed, 0);
  const failed = counts.reduce((total, count) => total + count.failed, 0);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
});

async function checks(): Promise<Count> {
  const failed = await check();
  return { passed: failed === 0 ? 1 : 0, failed };
}
