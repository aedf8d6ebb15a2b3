import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{app,components,lib,scripts,sdk}/**/*.test.{ts,tsx}", "*.test.ts"],
    exclude: ["**/node_modules/**", "**/*.long.test.ts"],
    globalSetup: ["lib/db/test-server.ts"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
