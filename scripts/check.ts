import { generate } from "./prepare.ts";
import { main, ours, runVisible, step } from "./steps.ts";

const CHECKS = {
  "Format and lint": ours("@biomejs/biome/bin/biome", ["ci", "--error-on-warnings"]),
  Types: ours("typescript/bin/tsc", ["--noEmit"]),
  // The client runs where there is no Node, so it is checked without its types, too.
  "Types of the client": ours("typescript/bin/tsc", ["--noEmit", "-p", "sdk"]),
  "Dead code": ours("knip/bin/knip.js", []),
  Layers: ours("vitest/vitest.mjs", ["run", "lib/layers.test.ts"]),
};

/** Runs every check, so that one run shows all there is to mend. Resolves with how many failed. */
export async function check(): Promise<number> {
  await generate();
  // Next writes this file; without it tsc does not know images and styles.
  await step("Types of pages", () => runVisible(ours("next/dist/bin/next", ["typegen"])));
  let failed = 0;
  for (const [name, command] of Object.entries(CHECKS)) {
    const code = await step(name, () => runVisible(command));
    if (code !== 0) {
      failed += 1;
      process.stderr.write(`${name}: failed with exit code ${code}\n`);
    }
  }
  return failed;
}

if (import.meta.main) {
  await main(async () => {
    const failed = await check();
    process.stdout.write(`\n${Object.keys(CHECKS).length - failed} passed, ${failed} failed\n`);
    return failed === 0 ? 0 : 1;
  });
}
