import { createServer, type Server } from "node:net";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PrismaClient } from "./generated/client.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";
import { isDatabaseUnavailable } from "./unavailable.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** An idle connection that is cut off must not end the test. */
function poolOf(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

it("nobody at the door means away, for both clients", async () => {
  const server = createServer();
  const port = await portOf(server);
  await new Promise((resolve) => server.close(resolve));
  const pool = poolOf(`postgresql://u:p@127.0.0.1:${port}/x`);
  expect(isDatabaseUnavailable(await failureOf(pool.query("SELECT 1")))).toBe(true);
  expect(
    isDatabaseUnavailable(await failureOf(new PrismaClient({ adapter: new PrismaPg(pool) }).user.count())),
  ).toBe(true);
  await pool.end();
});

it("a door that is shut in one's face means away", async () => {
  const server = createServer((socket) => socket.destroy());
  const pool = poolOf(`postgresql://u:p@127.0.0.1:${await portOf(server)}/x`);
  expect(isDatabaseUnavailable(await failureOf(pool.query("SELECT 1")))).toBe(true);
  await pool.end();
  await new Promise((resolve) => server.close(resolve));
});

/** An ErrorResponse of the protocol: a letter, the length, fields that each end with a zero. */
function startupRefusal(state: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${state}\0Mthe database system is starting up\0\0`);
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

it("a server that is still starting up means away, for both clients", async () => {
  const server = createServer((socket) => socket.once("data", () => socket.end(startupRefusal("57P03"))));
  const pool = poolOf(`postgresql://u:p@127.0.0.1:${await portOf(server)}/x`);
  expect(isDatabaseUnavailable(await failureOf(pool.query("SELECT 1")))).toBe(true);
  expect(
    isDatabaseUnavailable(await failureOf(new PrismaClient({ adapter: new PrismaPg(pool) }).user.count())),
  ).toBe(true);
  await pool.end();
  await new Promise((resolve) => server.close(resolve));
});

it("a connection that the server ended between two statements means away", async () => {
  const pool = poolOf(database.url);
  const client = await pool.connect();
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  const ended = new Promise((resolve) => client.once("error", resolve));
  await database.pool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
  await ended;
  expect(isDatabaseUnavailable(await failureOf(client.query("SELECT 1")))).toBe(true);
  client.release(true);
  await pool.end();
});

it("a connection that the server ends in the middle of a statement means away", async () => {
  const pool = poolOf(database.url);
  const client = await pool.connect();
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  const sleeping = failureOf(client.query("SELECT pg_sleep(30)"));
  await database.pool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
  expect(isDatabaseUnavailable(await sleeping)).toBe(true);
  client.release(true);
  await pool.end();
});

it("a broken rule or statement is not an outage", async () => {
  expect(isDatabaseUnavailable(await failureOf(database.pool.query("SELECT nonsense")))).toBe(false);
  const twice = database.prisma.user.createMany({ data: [{ email: "a@b.c" }, { email: "a@b.c" }] });
  expect(isDatabaseUnavailable(await failureOf(twice))).toBe(false);
  expect(isDatabaseUnavailable(new Error("something else"))).toBe(false);
  expect(isDatabaseUnavailable("ECONNREFUSED")).toBe(false);
});

it("the reason below another error counts", () => {
  const cause = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
  expect(isDatabaseUnavailable(new Error("could not load", { cause }))).toBe(true);
  expect(isDatabaseUnavailable(new AggregateError([cause], "both addresses"))).toBe(true);
});
