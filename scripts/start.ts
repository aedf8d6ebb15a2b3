import { once } from "node:events";
import { createServer } from "node:http";
import { startEmbedded } from "#lib/db/embedded.ts";
import { type Env, env, provideEnv } from "#lib/env.ts";
import { drain, listen } from "#lib/web/connections.ts";
import { build, generate } from "./prepare.ts";
import { main, StepError, step } from "./steps.ts";

type Closer = () => Promise<void>;

/**
 * `npm start`: from a fresh clone to a served page. Steps already done are skipped. With `--dev`, pages are built as they are
 * asked for and reload. A signal during the start takes effect after the step under way.
 */
async function start(dev: boolean, asked: AbortSignal, closers: Closer[]): Promise<string> {
  // React chooses its build when it is first loaded, which the imports below do; a page and a mail must get the same one.
  Object.assign(process.env, { NODE_ENV: dev ? "development" : "production" });
  const settings = env();
  await requireFreePort(settings);
  await generate();
  // What follows imports the generated client, so it is loaded only now.
  const { migrate } = await import("#lib/db/migrate.ts");
  if (settings.databaseUrl === undefined) {
    const embedded = await step("Starting the database", () => startEmbedded(settings.dataDir));
    closers.push(() => embedded.stop());
    provideEnv({ DATABASE_URL: embedded.url, HEADROOM_DEMO: settings.demo ? "1" : "0" });
  }
  closers.push(closeConnections);
  asked.throwIfAborted();
  await step("Migrating the database", async () => migrate(env().databaseUrl ?? ""));
  // Two cores: one builds, one seeds.
  const built = dev ? Promise.resolve() : build();
  const [builtResult, seeded] = await Promise.allSettled([built, seed()]);
  asked.throwIfAborted();
  for (const result of [builtResult, seeded]) if (result.status === "rejected") throw result.reason;
  const { startServer } = await import("../server.ts");
  const server = await step("Starting the server", () => startServer({ dev }));
  closers.push(() => server.close());
  return server.url;
}

/** The server takes the port last, and nobody should wait minutes to learn that it is taken. */
async function requireFreePort({ port, host }: Env): Promise<void> {
  const probe = createServer();
  await listen(probe, port, host);
  await drain(probe);
}

async function seed(): Promise<void> {
  if (!env().demo) return;
  const { seedDemo } = await import("#prisma/seed/demo.ts");
  await step("Making the demo data", () => seedDemo(new Date()));
}

async function closeConnections(): Promise<void> {
  const { closePrisma } = await import("#lib/db/client.ts");
  const { closePool } = await import("#lib/db/pool.ts");
  await closePrisma();
  await closePool();
}

await main(async () => {
  const closers: Closer[] = [];
  const asked = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      process.stdout.write("\nStopping\n");
      asked.abort(new StepError("Stopped before it served."));
    });
  }
  try {
    const url = await start(process.argv.includes("--dev"), asked.signal, closers);
    if (!asked.signal.aborted) {
      process.stdout.write(`\nHeadroom is at ${url}\n${hints()}Press Ctrl-C to stop.\n\n`);
      await once(asked.signal, "abort");
    }
  } finally {
    // The latest first: nothing loses what it stands on.
    for (let closer = closers.pop(); closer; closer = closers.pop()) await closer();
  }
  return 0;
});

function hints(): string {
  const { demo, smtpUrl, baseUrl } = env();
  if (demo) return "Sign in with one click as one of the demo's people.\n";
  return smtpUrl === undefined ? `Sign-in mails are shown at ${baseUrl}/mail\n` : "";
}
