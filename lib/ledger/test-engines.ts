// For tests of the engine: a database for the file, and for each test two engines that remember nothing.
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { createEngine, type Engine } from "./engine.ts";
import { answerTo, bareWorkspace, expectRightBooks, grantOf } from "./test-items.ts";

export type TestEngines = {
  readonly database: TestDatabase;
  /** As two processes have them, each with what it remembers and none with a surprise that would make it careful. */
  readonly one: Engine;
  readonly other: Engine;
  /** A workspace with so many whole credits, which `one` granted. */
  filled(whole: number, workspace?: Parameters<typeof bareWorkspace>[0]): Promise<string>;
};

/**
 * Called once at the top of a file. After each test the engines are closed and the books must be right.
 * @param enough items in a lane before the next is used, if not as many as elsewhere
 */
export function testEngines(onConnect: () => void = () => undefined, enough?: number): TestEngines {
  let database: TestDatabase;
  let engines: [one: Engine, other: Engine];
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(() => {
    const connect = () => {
      onConnect();
      return database.pool.connect();
    };
    const make = () => createEngine(connect, { byWorkspace: false, ...(enough && { enough }) });
    engines = [make(), make()];
  });
  afterEach(async () => {
    await Promise.all(engines.map((engine) => engine.close()));
    await expectRightBooks();
  });
  return {
    get database() {
      return database;
    },
    get one() {
      return engines[0];
    },
    get other() {
      return engines[1];
    },
    async filled(whole, workspace) {
      const id = await bareWorkspace(workspace);
      answerTo(await engines[0].post(grantOf(id, whole)), "grant");
      return id;
    },
  };
}
