import { env } from "#lib/env.ts";
import { generate } from "./prepare.ts";
import { main } from "./steps.ts";

/** `npm run migrate`: applies the migrations that are missing. */
await main(async () => {
  await generate();
  const { migrate } = await import("#lib/db/migrate.ts");
  const { withDatabase } = await import("./with-database.ts");
  const applied = await withDatabase(() => migrate(env().databaseUrl ?? ""));
  process.stdout.write(applied.length > 0 ? `Applied ${applied.join(", ")}\n` : "Nothing to apply\n");
  return 0;
});
