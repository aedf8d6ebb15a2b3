import { rmSync } from "node:fs";
import { join } from "node:path";
import { ours, ROOT, runQuiet, whenChanged } from "./steps.ts";

/** Generates Prisma's client when the schema changed. */
export function generate(): Promise<void> {
  const work = () =>
    runQuiet(
      // Generating needs no schema engine, but looks for one; naming any file keeps it from downloading.
      ours("prisma/build/index.js", ["generate", "--config", "prisma/prisma.config.ts"], {
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
        CHECKPOINT_DISABLE: "1",
      }),
      "Check prisma/schema.prisma.",
    );
  const inputs = ["prisma/schema.prisma", "prisma/prisma.config.ts", "package-lock.json"];
  const stamp = "node_modules/.cache/headroom/generated";
  return whenChanged("Generating the database client", { inputs, output: "lib/db/generated", stamp }, work);
}

const BUILD_INPUTS = [
  "app",
  "components",
  "lib",
  "messages",
  "public",
  "next.config.mjs",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];

/** Builds the pages when anything they are made of changed. */
export function build(): Promise<void> {
  const work = async () => {
    try {
      await runQuiet(
        ours("next/dist/bin/next", ["build"], { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" }),
        "Fix what the build names, then run the same command again.",
      );
    } catch (error) {
      // The build's cache remembers a package that was missing even after it is there.
      rmSync(join(ROOT, ".next"), { recursive: true, force: true });
      throw error;
    }
  };
  return whenChanged(
    "Building the pages",
    { inputs: BUILD_INPUTS, output: ".next/BUILD_ID", stamp: ".next/headroom-stamp" },
    work,
  );
}
