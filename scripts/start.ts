import { startEmbedded } from "#lib/db/embedded.ts";
import { env, provideEnv } from "#lib/env.ts";
import { build, generate } from "./prepare.ts";
import { main, step } from "./steps.ts";

type Closer = () => Promise<void>;

/**
 * `npm start`: from a fresh clone to a served page. Steps already done are skipped. With `--dev`, pages are built as they are
 * asked for and reload.
 */
async function start(dev: boolean, closers: Closer[]): Promise<string> {
  // React chooses its build when it is first loaded, which the imports below do; a page and a mail must get the same one.
  Object.assign(process.env, { NODE_ENV: dev ? "development" : "production" });
  const settings = env();
  await generate();
  // What follows imports the generated client, so it is loaded only now.
  const { migrate } = await import("#lib/db/migrate.ts");
  if (settings.databaseUrl === undefined) {
    const embedded = await step("Starting the database", () => startEmbedded(settings.dataDir));
    closers.push(() => embedded.stop());
    provideEnv({ DATABASE_URL: embedded.url, HEADROOM_DEMO: settings.demo ? "1" : "0" });
  }
  await step("Migrating the database", async () => migrate(env().databaseUrl ?? ""));
  // Two cores: one builds, one seeds.
  const built = dev ? Promise.resolve() : build();
  const [builtResult, seeded] = await Promise.allSettled([built, seed()]);
  for (const result of [builtResult, seeded]) if (result.status === "rejected") throw result.reason;
  const { startServer } = await import("../server.ts");
  const server = await step("Starting the server", () => startServer({ dev }));
  closers.push(() => server.close());
  return server.url;
}

async function seed(): Promise<void> {
  if (!env().demo) return;
  const { seedDemo } = await import("#prisma/seed/demo.ts");
  await step("Making the demo data", () => seedDemo(new Date()));
}

/** Stops what was started, the latest first. A signal during the start waits for the step under way. */
async function stop(closers: Closer[]): Promise<void> {
  for (let closer = closers.pop(); closer; closer = closers.pop()) await closer();
  const { closePrisma } = await import("#lib/db/client.ts");
  const { closePool } = await import("#lib/db/pool.ts");
  await closePrisma();
  await closePool();
}

await main(async () => {
  const closers: Closer[] = [];
  const asked = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
  });
  try {
    const url = await start(process.argv.includes("--dev"), closers);
    process.stdout.write(`\nHeadroom is at ${url}\n${hints()}Press Ctrl-C to stop.\n\n`);
    await asked;
    process.stdout.write("\nStopping\n");
  } finally {
    await stop(closers);
  }
  return 0;
});

function hints(): string {
  const { demo, smtpUrl, baseUrl } = env();
  if (demo) return "Sign in with one click as one of the demo's people.\n";
  return smtpUrl === undefined ? `Sign-in mails are shown at ${baseUrl}/mail\n` : "";
}
