import { defineConfig } from "vitest/config";

/** Proofs that take minutes: `npm run test:long`. */
export default defineConfig({
  test: {
    include: ["{lib,scripts}/**/*.long.test.ts"],
    globalSetup: ["lib/db/test-server.ts"],
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
  },
});
