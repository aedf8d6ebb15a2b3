import type pg from "pg";
import { pool } from "./pool.ts";

/** Runs one statement and returns its rows, on the connection of whoever made it. */
export type Sql = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/**
 * Statements on one connection or on the pool. With `patienceMs`, one that is not answered for so long is given up; its
 * connection is of no use then.
 */
export function pgSql(client: Pick<pg.ClientBase, "query">, patienceMs?: number): Sql {
  const patience = patienceOf(patienceMs);
  return async <Row>(text: string, values: readonly unknown[] = []) => {
    const { rows } = await client.query({ text, values: [...values], ...patience });
    const typed: Row[] = rows;
    return typed;
  };
}

function patienceOf(patienceMs: number | undefined) {
  return patienceMs === undefined ? {} : { query_timeout: patienceMs };
}

/**
 * The answers to statements that were sent on one connection without waiting for each other. Rejects as the first of them did,
 * in the order given: those behind a failure fail for it, and only say so.
 */
export async function answersTo<const Sent extends readonly unknown[]>(
  sent: Sent,
): Promise<{ -readonly [Place in keyof Sent]: Awaited<Sent[Place]> }> {
  await Promise.allSettled(sent);
  return Promise.all(sent);
}

const TRIES = 5;

/**
 * Runs `work` in one READ COMMITTED transaction of the shared pool; any throw rolls it back. One that the database ended
 * because of another (a deadlock, a serialization failure) left nothing behind and is run again, so `work` has no effect but
 * through its statements.
 */
export async function inTransaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
  for (let run = 1; ; run += 1) {
    try {
      return await runOnce(work);
    } catch (error) {
      if (run >= TRIES || !isRepeatable(error)) throw error;
    }
  }
}

/** 40001 serialization_failure and 40P01 deadlock_detected. */
export function isRepeatable(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "40001" || code === "40P01";
}

async function runOnce<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(pgSql(client));
    await commit(client);
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Commits. PostgreSQL answers COMMIT of a transaction in which a statement failed with a rollback and no error: whoever caught
 * that statement's error must not be told that it stands. With `patienceMs`, as in `pgSql`.
 */
export async function commit(client: Pick<pg.ClientBase, "query">, patienceMs?: number): Promise<void> {
  const { command } = await client.query({ text: "COMMIT", ...patienceOf(patienceMs) });
  if (command !== "COMMIT") throw new Error("A statement failed, so the transaction was rolled back");
}

/** A PostgreSQL array literal; the statement casts it ($1::bigint[]). */
export function arrayLiteral(values: readonly (string | bigint | number | boolean | Date | null)[]): string {
  return `{${values.map(arrayElement).join(",")}}`;
}

function arrayElement(value: string | bigint | number | boolean | Date | null): string {
  if (value === null) return "NULL";
  if (value instanceof Date) return `"${value.toISOString()}"`;
  if (typeof value !== "string") return String(value);
  return `"${value.replace(/[\\"]/g, "\\$&")}"`;
}
