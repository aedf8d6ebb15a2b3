// The composition root: one process, one port, two doors. Everything else is told what it needs; only this file decides.
import "#lib/web/choose-build.ts";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { createApi } from "#lib/api/app.ts";
import { closePrisma } from "#lib/db/client.ts";
import { closePool, pool } from "#lib/db/pool.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { isDatabaseUnavailable } from "#lib/db/unavailable.ts";
import { type Env, EnvError, env, provideEnv } from "#lib/env.ts";
import { startWorker } from "#lib/jobs/worker.ts";
import { engine } from "#lib/ledger/engine.ts";
import { ensureComingPartitions } from "#lib/ledger/partitions.ts";
import { captureConsole } from "#lib/log/console.ts";
import { baseLogger } from "#lib/log/logger.ts";
import { localSecret } from "#lib/secrets.ts";
import { type JoinedSandbox, joinSandbox } from "#lib/stripe/sandbox/join-sandbox.ts";
import { SANDBOX_PATH } from "#lib/stripe/sandbox/start-sandbox.ts";
import { drain, listen } from "#lib/web/connections.ts";
import { watchDatabase } from "#lib/web/database-watch.ts";
import { createFrontDoor, type Door } from "#lib/web/front-door.ts";
import { answerNotServed, answerStarting } from "#lib/web/own-answers.ts";

export type StartOptions = { dev?: boolean };
export type RunningServer = { url: string; close(): Promise<void> };

type Closer = () => Promise<void>;

/** Starts the roles of HEADROOM_ROLES. Throws a sentence when a setting is wrong or the port is taken. */
export async function startServer({ dev = false }: StartOptions = {}): Promise<RunningServer> {
  const server = createServer(answerStarting);
  const closers: Closer[] = [];
  const close = once(() => closeAll(server, closers));
  try {
    const settings = await resolveSettings(server);
    await inTransaction((sql) => ensureComingPartitions(sql, new Date()));
    const sandbox = await openSandbox(settings);
    if (sandbox) closers.push(sandbox.close);
    const frontDoor = await createDoors(server, settings, { dev, sandbox, closers });
    server.removeAllListeners("request");
    server.on("request", frontDoor);
    if (settings.roles.has("worker")) closers.push(await startWorker());
    baseLogger().info({ url: settings.baseUrl, roles: [...settings.roles] }, "serving");
    return { url: settings.baseUrl, close };
  } catch (error) {
    // A port left open would keep the process alive, serving nothing.
    await close();
    throw isDatabaseUnavailable(error) ? databaseAway(error) : error;
  }
}

/** Takes the port first: with PORT=0 the address is only known then, and a taken port is worth knowing before the rest. */
async function resolveSettings(server: Server): Promise<Env> {
  const { databaseUrl, dataDir, host, isLocal, port } = env();
  if (databaseUrl === undefined) {
    throw new EnvError("DATABASE_URL is not set. Use npm start, which brings a PostgreSQL along, or set it.");
  }
  const taken = await listen(server, port, host);
  const known = provideEnv({ PORT: String(taken) });
  // An empty one counts as unset, as everywhere.
  const given = process.env.NEXTAUTH_SECRET?.trim() || undefined;
  const secret = given ?? (isLocal ? localSecret(dataDir, "NEXTAUTH_SECRET") : undefined);
  // next-auth reads these two itself.
  return provideEnv({ NEXTAUTH_URL: known.baseUrl, NEXTAUTH_SECRET: secret });
}

function databaseAway(cause: unknown): Error {
  const { host } = new URL(env().databaseUrl ?? "");
  return new Error(`The database at ${host} cannot be reached. Start it, or correct DATABASE_URL.`, {
    cause,
  });
}

/** Without a Stripe key, a Stripe of our own. Never at a public address, where its play money would buy real credits. */
async function openSandbox({
  baseUrl,
  dataDir,
  isLocal,
  port,
  roles,
  stripe,
}: Env): Promise<JoinedSandbox | null> {
  if (stripe.secretKey !== undefined) return null;
  if (!isLocal) {
    baseLogger().warn("STRIPE_SECRET_KEY is not set, so nothing can be bought");
    return null;
  }
  const secretKey = `sk_test_${localSecret(dataDir, "STRIPE_SECRET_KEY")}`;
  const webhookSecret = `whsec_${localSecret(dataDir, "STRIPE_WEBHOOK_SECRET")}`;
  const pagesUrl = roles.has("web") ? `http://127.0.0.1:${port}` : baseUrl;
  const sandbox = await joinSandbox({
    webhookUrl: `${pagesUrl}/api/stripe/webhook`,
    webhookSecret,
    secretKey,
    publicUrl: `${baseUrl}${SANDBOX_PATH}`,
    storage: join(dataDir, "stripe"),
  });
  provideEnv({
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_API_BASE: sandbox.apiBase,
  });
  return sandbox;
}

type Parts = { dev: boolean; sandbox: JoinedSandbox | null; closers: Closer[] };

async function createDoors(server: Server, settings: Env, { dev, sandbox, closers }: Parts) {
  if (!dev) captureConsole();
  const { baseUrl, roles } = settings;
  const next = roles.has("web") ? await openPages(server, settings, dev, closers) : answerNotServed;
  const api = getRequestListener(createApi().fetch);
  return createFrontDoor({
    baseUrl,
    dev,
    // Health is answered in every role.
    api: (request, response) => {
      const isServed = roles.has("api") || !request.url?.startsWith("/api/");
      return isServed ? api(request, response) : answerNotServed(request, response);
    },
    pages: (request, response) => {
      const isSandbox = sandbox && request.url?.startsWith(`${SANDBOX_PATH}/`);
      return isSandbox ? sandbox.pages(request, response) : next(request, response);
    },
    isDatabaseUp: watchDatabase(() => pool().query("SELECT 1")),
  });
}

async function openPages(
  server: Server,
  { host, port }: Env,
  dev: boolean,
  closers: Closer[],
): Promise<Door> {
  const { default: next } = await import("next");
  const app = next({ dev, dir: import.meta.dirname, hostname: host, port, httpServer: server });
  await app.prepare();
  closers.push(() => app.close());
  return app.getRequestHandler();
}

/** Finishes what has begun, in the order in which nothing loses what it stands on. */
async function closeAll(server: Server, closers: readonly Closer[]): Promise<void> {
  await drain(server);
  for (const closer of closers.toReversed()) await closer();
  await engine().close();
  await closePrisma();
  await closePool();
}

function once(work: Closer): Closer {
  let running: Promise<void> | undefined;
  return () => {
    running ??= work();
    return running;
  };
}

async function runUntilStopped(): Promise<void> {
  const running = await startServer({ dev: process.argv.includes("--dev") });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      running.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

if (import.meta.main) {
  runUntilStopped().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}
