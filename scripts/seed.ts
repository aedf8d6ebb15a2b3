import { env } from "#lib/env.ts";
import { generate } from "./prepare.ts";
import { main } from "./steps.ts";

/** `npm run seed`: makes the demo companies, or leaves those alone that are there. */
await main(async () => {
  await generate();
  const { migrate } = await import("#lib/db/migrate.ts");
  const { seedDemo } = await import("#prisma/seed/demo.ts");
  const { withDatabase } = await import("./with-database.ts");
  const started = performance.now();
  const events = await withDatabase(async () => {
    await migrate(env().databaseUrl ?? "");
    return await seedDemo(new Date());
  });
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  process.stdout.write(
    events > 0 ? `Posted ${events} usage events in ${seconds} s\n` : "The demo data is there already\n",
  );
  return 0;
});
