import { resolve } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { EnvError, env, parseEnv, provideEnv } from "./env.ts";

const PUBLIC = {
  DATABASE_URL: "postgresql://headroom:secret@db:5432/headroom",
  NEXTAUTH_URL: "https://credits.example.com",
  NEXTAUTH_SECRET: "0123456789abcdef0123456789abcdef",
  SMTP_URL: "smtps://user:secret@mail.example.com:465",
};

describe("with nothing set", () => {
  const defaults = parseEnv({});

  test("it is a local demo on the embedded database", () => {
    expect(defaults).toMatchObject({
      databaseUrl: undefined,
      port: 3000,
      host: "127.0.0.1",
      dataDir: resolve(".data"),
      roles: new Set(["web", "api", "worker"]),
      demo: true,
      baseUrl: "http://localhost:3000",
      isLocal: true,
      mailFrom: "Headroom <headroom@localhost>",
      logLevel: "info",
      rateLimits: { platform: 60_000, workspace: 100, refused: 20 },
    });
  });

  test("the demo's admin is a platform admin", () => {
    expect(defaults.adminEmails).toEqual(["admin@headroom.example"]);
  });

  test("the session secret cannot be read before it exists", () => {
    expect(() => defaults.authSecret).toThrow("NEXTAUTH_SECRET");
  });
});

test("an empty variable counts as unset", () => {
  expect(parseEnv({ DATABASE_URL: "", PORT: " ", SMTP_URL: "" })).toMatchObject({
    databaseUrl: undefined,
    port: 3000,
  });
});

test("the address follows the port, and loses its trailing slashes", () => {
  expect(parseEnv({ PORT: "4100" }).baseUrl).toBe("http://localhost:4100");
  expect(parseEnv({ NEXTAUTH_URL: "http://127.0.0.1:4100//" }).baseUrl).toBe("http://127.0.0.1:4100");
});

test("a database of one's own turns the demo off unless it is asked for", () => {
  const { DATABASE_URL } = PUBLIC;
  expect(parseEnv({ DATABASE_URL }).demo).toBe(false);
  expect(parseEnv({ DATABASE_URL, HEADROOM_DEMO: "1" }).demo).toBe(true);
  expect(parseEnv({ HEADROOM_DEMO: "0" })).toMatchObject({ demo: false, adminEmails: [] });
});

test("a public address listens on every interface, is no demo and keeps what it is given", () => {
  const parsed = parseEnv({
    ...PUBLIC,
    ADMIN_EMAILS: "Ada@Example.com, bob@example.com",
    HEADROOM_ROLES: "api, worker",
  });
  expect(parsed).toMatchObject({
    isLocal: false,
    demo: false,
    host: "0.0.0.0",
    authSecret: PUBLIC.NEXTAUTH_SECRET,
  });
  expect(parsed.adminEmails).toEqual(["ada@example.com", "bob@example.com"]);
  expect(parsed.roles).toEqual(new Set(["api", "worker"]));
});

test("a rate of its own replaces the usual one, and 0 stands for none", () => {
  const { rateLimits } = parseEnv({ HEADROOM_RATE_WORKSPACE: "250", HEADROOM_RATE_REFUSED: "0" });
  expect(rateLimits).toEqual({ platform: 60_000, workspace: 250, refused: 0 });
});

test("an address that only begins like a local one is public", () => {
  expect(parseEnv({ ...PUBLIC, NEXTAUTH_URL: "https://localhost.example.com" }).isLocal).toBe(false);
});

describe("a sentence says what to set when", () => {
  test.each([
    ["the port is no number", { PORT: "http" }, "PORT must be a whole number"],
    ["the port is too high", { PORT: "65536" }, "PORT must be a whole number"],
    [
      "the database is no PostgreSQL",
      { DATABASE_URL: "mysql://x/y" },
      "DATABASE_URL must look like postgresql://",
    ],
    [
      "a role is unknown",
      { HEADROOM_ROLES: "web,queue" },
      "HEADROOM_ROLES must be one or more of web, api, worker",
    ],
    ["demo is neither 0 nor 1", { HEADROOM_DEMO: "yes" }, "HEADROOM_DEMO must be 1"],
    ["the address is no URL", { NEXTAUTH_URL: "credits.example.com" }, "NEXTAUTH_URL must be the address"],
    ["the session secret is short", { NEXTAUTH_SECRET: "short" }, "NEXTAUTH_SECRET must have at least 32"],
    ["the platform key is short", { PLATFORM_API_KEY: "short" }, "PLATFORM_API_KEY must have at least 16"],
    [
      "a rate is no whole number",
      { HEADROOM_RATE_WORKSPACE: "1.5" },
      "HEADROOM_RATE_WORKSPACE must be a whole number of calls a second",
    ],
    [
      "a rate is beyond all measure",
      { HEADROOM_RATE_PLATFORM: "1000001" },
      "HEADROOM_RATE_PLATFORM must be a whole number of calls a second up to 1000000",
    ],
    [
      "the Stripe key is publishable",
      { STRIPE_SECRET_KEY: "pk_test_1" },
      "STRIPE_SECRET_KEY must begin with sk_",
    ],
    ["an admin is no e-mail address", { ADMIN_EMAILS: "ada" }, "ADMIN_EMAILS must be e-mail addresses"],
    ["the log level is unknown", { LOG_LEVEL: "loud" }, "LOG_LEVEL must be one of"],
    ["a demo is public", { ...PUBLIC, HEADROOM_DEMO: "1" }, "Set HEADROOM_DEMO=0"],
    ["a demo without DATABASE_URL is public", { ...PUBLIC, DATABASE_URL: undefined }, "Set HEADROOM_DEMO=0"],
    [
      "a public address has no session secret",
      { ...PUBLIC, NEXTAUTH_SECRET: undefined },
      "NEXTAUTH_SECRET is required",
    ],
    ["a public address has no mail server", { ...PUBLIC, SMTP_URL: undefined }, "SMTP_URL is required"],
  ])("%s", (_, source, sentence) => {
    expect(() => parseEnv(source)).toThrow(EnvError);
    expect(() => parseEnv(source)).toThrow(sentence);
  });

  test("several are wrong: all are named at once", () => {
    expect(() => parseEnv({ PORT: "x", LOG_LEVEL: "y" })).toThrow(/PORT.*LOG_LEVEL/s);
  });
});

describe("the process's own environment", () => {
  afterEach(() => {
    provideEnv({ PORT: undefined });
  });

  test("is checked once and replaced by what the composition root provides", () => {
    const before = env();
    expect(env()).toBe(before);
    provideEnv({ PORT: "4200" });
    expect(env().port).toBe(4200);
    expect(process.env.PORT).toBe("4200");
  });
});
