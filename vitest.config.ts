import { globSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

const TESTS = ["{app,components,lib,scripts,sdk}/**/*.test.{ts,tsx}", "*.test.ts"];
const NOT = ["**/node_modules/**", "**/*.long.test.ts"];

/** Files that put a module of their own in another's place: whoever shares their modules would get it, too. */
const replacing = globSync(TESTS, { exclude: NOT }).filter((file) =>
  readFileSync(file, "utf8").includes("vi.mock("),
);
const patience = { testTimeout: 20_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    globalSetup: ["lib/db/test-server.ts"],
    // Left alone, Vitest keeps a core for itself: on two cores that is one file at a time.
    maxWorkers: "100%",
    projects: [
      // Loading everything anew for each file costs a third of the run.
      {
        test: {
          name: "together",
          include: TESTS,
          exclude: [...NOT, ...replacing],
          isolate: false,
          setupFiles: ["scripts/begin-anew.ts"],
          ...patience,
        },
      },
      { test: { name: "alone", include: replacing, ...patience } },
    ],
  },
});
