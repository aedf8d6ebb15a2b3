import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { ArrayColumn, type Cell, type ColumnType } from "./array-column.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** As the server reads the column, one element a row, as the text that `as` makes of it. */
async function read(type: ColumnType, cells: readonly Cell[], as = "element::text"): Promise<unknown[]> {
  const column = new ArrayColumn(type);
  for (const cell of cells) column.push(cell);
  const { rows } = await database.pool.query(
    `SELECT ${as} AS element FROM unnest($1::${type}[]) WITH ORDINALITY AS u (element, nth) ORDER BY nth`,
    [column.finish()],
  );
  return rows.map(({ element }) => element);
}

const uuid = randomUUID();
const long = "ä".repeat(5_000);
const KEPT: [type: ColumnType, cells: Cell[], read?: string[]][] = [
  ["text", ["", "plain", 'quote " and \\', "{NULL}", "NULL", "tab\tand\nline", "é€漢", "😀🏳️‍🌈", long]],
  ["text", Array.from({ length: 3_000 }, (_, index) => `row ${index}`)],
  ["bigint", [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]],
  ["integer", [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)]],
  ["boolean", [true, false]],
  ["uuid", [uuid, "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"]],
  ["date", ["2026-11-21", "1970-01-01", "1999-12-31", "2000-01-01", "2028-02-29", "9999-12-31"]],
  ["bytea", [Buffer.alloc(0), Buffer.from([0, 1, 255])], ["\\x", "\\x0001ff"]],
  ["bytea", ["", "0001fF", "ab".repeat(500)], ["\\x", "\\x0001ff", `\\x${"ab".repeat(500)}`]],
];

test.each(KEPT)("a column of %s is read as it was written", async (type, cells, expected) => {
  expect(await read(type, cells)).toEqual(expected ?? cells.map(String));
});

test("an instant is read to the millisecond, before and after every epoch", async () => {
  const instants = [
    "1850-06-01T00:00:00.001Z",
    "1969-12-31T23:59:59.999Z",
    "1970-01-01T00:00:00.000Z",
    "1999-12-31T23:59:59.999Z",
    "2000-01-01T00:00:00.001Z",
    "2026-11-21T12:00:00.123Z",
    "2100-02-28T23:59:59.999Z",
    "9999-12-31T23:59:59.999Z",
  ];
  const cells = instants.map((instant) => new Date(instant));
  expect(await read("timestamptz", cells, "element::timestamptz(3)")).toEqual(cells);
});

test.each(
  Object.keys({ text: 0, bigint: 0, integer: 0, boolean: 0, uuid: 0, timestamptz: 0, date: 0, bytea: 0 }),
)("nulls of %s stay where they are, and nothing at all is an empty column", async (name) => {
  const type = name as ColumnType;
  const values = new Map<string, Cell>([
    ["text", "x"],
    ["bigint", 7n],
    ["integer", 7],
    ["boolean", true],
    ["uuid", uuid],
    ["timestamptz", new Date(0)],
    ["date", "2026-11-21"],
    ["bytea", Buffer.from("x")],
  ]);
  const value = values.get(type) ?? null;
  expect(await read(type, [null, value, null, null], "element IS NULL")).toEqual([true, false, true, true]);
  expect(await read(type, [])).toEqual([]);
});

const REFUSED: [type: ColumnType, cell: Cell][] = [
  ["text", 1n],
  ["bigint", 1],
  ["bigint", 2n ** 63n],
  ["bigint", -(2n ** 63n) - 1n],
  ["integer", 1n],
  ["integer", 0.5],
  ["integer", Number.NaN],
  ["integer", 2 ** 31],
  ["boolean", 1],
  ["uuid", ""],
  ["uuid", uuid.replaceAll("-", "")],
  ["uuid", `${uuid}0`],
  ["uuid", uuid.slice(0, -1)],
  ["uuid", `g${uuid.slice(1)}`],
  ["uuid", `${uuid.slice(0, -1)}é`],
  ["uuid", uuid.replace("-", "0")],
  ["timestamptz", "2026-11-21"],
  ["timestamptz", new Date(Number.NaN)],
  ["date", "2026-13-01"],
  ["date", "2026-11-21T12:00:00Z"],
  ["date", new Date(0)],
  ["bytea", "x"],
  ["bytea", "0g"],
  ["bytea", "abc"],
  ["bytea", 1],
];

test.each(REFUSED)("a column of %s refuses %s", (type, cell) => {
  const column = new ArrayColumn(type);
  expect(() => column.push(cell)).toThrow(/Not a value of this column|out of range/);
});

test("a column that was cleared writes what a new one writes, also over what was longer and null", () => {
  const [used, fresh] = [new ArrayColumn("text"), new ArrayColumn("text")];
  for (const cell of ["long enough to need more room ".repeat(20), null, "b"]) used.push(cell);
  used.finish();
  used.clear();
  expect(used.finish()).toEqual(fresh.finish());
  for (const column of [used, fresh]) for (const cell of ["ä", "", "c"]) column.push(cell);
  expect(used.finish()).toEqual(fresh.finish());
});
