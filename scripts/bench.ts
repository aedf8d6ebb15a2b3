import { readdirSync } from "node:fs";
import { join } from "node:path";
import { generate } from "./prepare.ts";
import { main, ROOT, runVisible, StepError } from "./steps.ts";

const ENDING = ".bench.ts";

/** `npm run bench [name [more]]`: runs every bench/*.bench.ts, or the one named, and tells it the rest. Each prints a table and JSON. */
await main(async () => {
  await generate();
  const folder = join(ROOT, "bench");
  const [wanted, ...more] = process.argv.slice(2);
  const all = readdirSync(folder).filter((file) => file.endsWith(ENDING));
  const files = wanted ? all.filter((file) => file === wanted + ENDING) : all;
  if (files.length === 0) {
    const names = all.map((file) => file.slice(0, -ENDING.length)).join(", ");
    throw new StepError(`There is no bench "${wanted}". There are: ${names}.`);
  }
  for (const file of files) {
    const code = await runVisible({ file: process.execPath, args: [join(folder, file), ...more] });
    if (code !== 0) return code;
  }
  return 0;
});
