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
    ["bytea", "78"],
  ]);
  const value = values.get(type) ?? null;
  expect(await read(type, [null, value, null, null], "element IS NULL")).toEqual([true, false, true, true]);
  expect(await read(type, [])).toEqual([]);
});

/** As post_batch reads a repeated column beside one that comes whole. */
async function readRepeated(type: ColumnType, cells: readonly Cell[]) {
  const column = new ArrayColumn(type, true);
  for (const cell of cells) column.push(cell);
  const numbers = new ArrayColumn("integer");
  for (const index of cells.keys()) numbers.push(index);
  const { rows } = await database.pool.query<{ element: string; sent: number }>(
    `SELECT coalesce(each.element, $1[1])::text AS element, cardinality($1) AS sent
       FROM (SELECT unnest($1::${type}[]) AS element, unnest($2::integer[]) AS nth) AS each ORDER BY nth`,
    [column.finish(), numbers.finish()],
  );
  return { elements: rows.map(({ element }) => element), sent: rows[0]?.sent };
}

const other = randomUUID();
const REPEATED: [type: ColumnType, cells: Cell[], sent: number][] = [
  ["text", ["one"], 1],
  ["text", ["", "", ""], 1],
  ["text", ["many ".repeat(200), "many ".repeat(200)], 1],
  ["text", ["many ".repeat(200), "many ".repeat(200), "few"], 3],
  ["text", ["a", "a", "a", "b", "a"], 5],
  ["text", ["", "a"], 2],
  ["bigint", [2n ** 62n, 2n ** 62n], 1],
  ["bigint", [2n ** 62n, 2n ** 62n + 1n, 2n ** 62n], 3],
  ["integer", [0, -0, 0], 1],
  ["boolean", [false, false], 1],
  ["boolean", [false, true], 2],
  ["uuid", [uuid, uuid, other], 3],
  ["date", ["2026-11-21", "2026-11-21"], 1],
];

test.each(REPEATED)(
  "a repeated column of %s is read as it was written, and sent once when all cells are the same",
  async (type, cells, sent) => {
    expect(await readRepeated(type, cells)).toEqual({ elements: cells.map(String), sent });
  },
);

test("a repeated column refuses null, at first and later: it would be read as the first", () => {
  for (const before of [[], ["a"], ["a", "b"]]) {
    const column = new ArrayColumn("text", true);
    for (const cell of before) column.push(cell);
    expect(() => column.push(null)).toThrow(/Not a value of this column/);
  }
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

test.each([
  ["nulls and others", false, ["long enough to need more room ".repeat(20), null, "b"]],
  ["others, in a repeated column", true, ["b", "long enough to need more room ".repeat(20)]],
  ["the same, in a repeated column", true, ["b", "b"]],
])("a column that was cleared writes what a new one writes, after %s", (_, repeated, before) => {
  const [used, fresh] = [new ArrayColumn("text", repeated), new ArrayColumn("text", repeated)];
  for (const cell of before) used.push(cell);
  used.finish();
  used.clear();
  expect(used.finish()).toEqual(fresh.finish());
  for (const column of [used, fresh]) for (const cell of ["b", "ä", "", "c"]) column.push(cell);
  expect(used.finish()).toEqual(fresh.finish());
  used.clear();
  const last = new ArrayColumn("text", repeated);
  for (const column of [used, last]) for (const cell of ["ä", "ä"]) column.push(cell);
  expect(used.finish()).toEqual(last.finish());
});
