import type pg from "pg";
import { expect, test } from "vitest";
import { LaneConnection } from "./lane-connection.ts";

function laneOn(names: readonly string[]) {
  const asked: string[] = [];
  const clients = names.map((name) => {
    const query = async (statement: string) => {
      asked.push(`${name}: ${statement}`);
    };
    return Object.assign(Object.create(null), { query, release: () => undefined });
  });
  let [now, next] = [0, 0];
  const connect = async (): Promise<pg.PoolClient> => clients[next++ % clients.length];
  const connection = new LaneConnection(connect, () => now);
  const wait = (ms: number) => {
    now += ms;
  };
  return { asked, connection, wait };
}

test("plans are made anew when they are older than a second, on each connection for itself", async () => {
  const { asked, connection, wait } = laneOn(["a", "b"]);
  await connection.get();
  wait(1_000);
  await connection.get();
  expect(asked).toEqual([]);
  wait(1);
  await connection.get();
  await connection.get();
  expect(asked).toEqual(["a: DISCARD PLANS"]);
  connection.release();
  await connection.get();
  wait(1_001);
  connection.release();
  await connection.get();
  expect(asked).toEqual(["a: DISCARD PLANS", "a: DISCARD PLANS"]);
});
