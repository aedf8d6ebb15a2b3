import { defineConfig, devices } from "@playwright/test";
import { E2E } from "#e2e/setup/settings.ts";

const asRoot = process.getuid?.() === 0;

/** To see what led to a failure: `npm run test:e2e -- --trace on`. Keeping it always costs a quarter of the run. */
export default defineConfig({
  testDir: "e2e",
  fullyParallel: true,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  use: {
    ...devices["Desktop Chrome"],
    baseURL: E2E.baseUrl,
    viewport: { width: 1280, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROME_PATH,
      // Chromium looks for services of its maker at every start; a machine without them should not wait for that.
      args: [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        ...(asRoot ? ["--no-sandbox"] : []),
      ],
    },
  },
  webServer: {
    command: "node scripts/e2e-server.ts",
    url: `${E2E.baseUrl}/readyz`,
    reuseExistingServer: false,
    timeout: 180_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 },
    stdout: "pipe",
    stderr: "pipe",
    env: E2E.env,
  },
});
