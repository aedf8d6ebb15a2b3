import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { generate } from "./prepare.ts";
import { main, ROOT, runVisible } from "./steps.ts";

/** `npm run bench [name]`: runs every bench/*.bench.ts, or the one named. Each prints a table and JSON. */
await main(async () => {
  await generate();
  const folder = join(ROOT, "bench");
  const wanted = process.argv[2];
  const files = (existsSync(folder) ? readdirSync(folder) : []).filter(
    (file) => file.endsWith(".bench.ts") && (!wanted || file === `${wanted}.bench.ts`),
  );
  for (const file of files) {
    const code = await runVisible({ file: process.execPath, args: [join(folder, file)] });
    if (code !== 0) return code;
  }
  return 0;
});
