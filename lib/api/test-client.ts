// For tests: the API as a product's backend calls it, on a database and a clock of its own.
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { inTransaction } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { provideEnv } from "#lib/env.ts";
import { verifyLedger } from "#lib/ledger/verify.ts";
import { createApi } from "./app.ts";

export const NOW = new Date("2026-11-21T12:00:00.000Z");
export const KEY = "hrp_0123456789abcdefghijklmnopqrstuv";

type Answer = { status: number; headers: Headers; body: ReturnType<typeof JSON.parse> };

type Call = {
  key?: string | null;
  headers?: Record<string, string>;
  /** Sent as it is when it is text. */
  body?: unknown;
};

export type TestApi = {
  readonly database: TestDatabase;
  now: Date;
  call(method: string, path: string, call?: Call): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** With a fresh idempotency key unless one is given. */
  post(path: string, body: unknown, key?: string): Promise<Answer>;
  put(path: string, body: unknown, key?: string): Promise<Answer>;
  /** A new workspace with its starter credits: 50 ai and 1,000 automation. */
  workspace(over?: Record<string, unknown>): Promise<string>;
  rows(table: string, workspaceId: string): Promise<number>;
};

let count = 0;

/** One API for a test file. After each test the ledger is verified. */
export function openTestApi(): TestApi {
  const api = createApi(() => test.now);
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await createTestDatabase();
    provideEnv({ PLATFORM_API_KEY: KEY, NEXTAUTH_URL: "http://localhost:3000", LOG_LEVEL: "silent" });
    // The clock stands still, so nothing would ever be allowed again.
    provideEnv({ HEADROOM_RATE_REFUSED: "0" });
  });
  afterAll(() => database?.close());
  afterEach(async () => {
    test.now = NOW;
    expect(await inTransaction((sql) => verifyLedger(sql, null))).toEqual([]);
  });
  const test: TestApi = {
    now: NOW,
    get database() {
      if (!database) throw new Error("The database is there once the tests run");
      return database;
    },
    async call(method, path, { key = KEY, headers = {}, body } = {}) {
      const response = await api.request(path, {
        method,
        headers: {
          ...(key !== null && { Authorization: `Bearer ${key}` }),
          ...(body !== undefined && { "Content-Type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = /json/.test(response.headers.get("Content-Type") ?? "");
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    },
    get: (path) => test.call("GET", `/api/v1${path}`),
    post: (path, body, key = freshKey()) => send("POST", path, body, key),
    put: (path, body, key = freshKey()) => send("PUT", path, body, key),
    async workspace(over = {}) {
      count += 1;
      const id = `ws-${count}`;
      const opened = await test.put(`/workspaces/${id}`, { ...ACME, ...over });
      expect(opened.status).toBe(201);
      return id;
    },
    async rows(table, workspaceId) {
      const { rows } = await test.database.pool.query(
        `SELECT count(*)::integer AS rows FROM ${table} WHERE workspace_id = $1`,
        [workspaceId],
      );
      return rows[0].rows;
    },
  };
  const send = (method: string, path: string, body: unknown, key: string) =>
    test.call(method, `/api/v1${path}`, { body, headers: { "Idempotency-Key": key } });
  return test;
}

export const ACME = { name: "Acme Home", timeZone: "Europe/Berlin", currency: "EUR" };

export function freshKey(): string {
  count += 1;
  return `key-${count}`;
}

/** What a workspace has and what was ever written for it: equal before and after a call that changed nothing. */
export async function stateOf(api: TestApi, id: string): Promise<unknown> {
  const tables = [
    "transfer",
    '"grant"',
    "usage_event",
    "usage_daily",
    "usage_run",
    "audit_entry",
    "agent",
    "job",
  ];
  const rows = await Promise.all(tables.map((table) => api.rows(table, id)));
  const { body } = await api.get(`/workspaces/${id}/balance`);
  return { rows, credits: body.credits };
}

/** A line of `quantity` records, 1 automation credit each. */
export function records(quantity: unknown, over: Record<string, unknown> = {}) {
  return { lines: [{ feature: "automation.record", quantity }], ...over };
}
