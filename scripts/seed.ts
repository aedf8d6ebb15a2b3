import { seedDemo } from "#prisma/seed/demo.ts";
import { withDatabase } from "./with-database.ts";

/** `npm run seed`: makes the demo companies, or leaves those alone that are there. */
async function main(): Promise<void> {
  const started = performance.now();
  const events = await withDatabase(() => seedDemo(new Date()));
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  process.stdout.write(
    events > 0 ? `Posted ${events} usage events in ${seconds} s\n` : "The demo data is there already\n",
  );
}

await main();
