import { expect, test } from "vitest";
import { openTestApi, records } from "./test-client.ts";

const api = openTestApi();

type Row = Record<string, unknown>;

/** All pages of a list; something happens between each two of them. */
async function walk(path: string, between: (page: number) => Promise<unknown>): Promise<Row[]> {
  const rows: Row[] = [];
  let after = "";
  for (let page = 0; page < 50; page += 1) {
    const { status, body } = await api.get(`${path}${after}`);
    expect([status, Object.keys(body).filter((name) => name === "rows" || name === "next")]).toEqual([
      200,
      ["rows", "next"],
    ]);
    rows.push(...body.rows);
    if (body.next === null) return rows;
    after = `&after=${body.next}`;
    await between(page);
  }
  throw new Error("A list has an end");
}

async function debits(id: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await api.post(`/workspaces/${id}/debits`, records(1, { job: name, agent: name, run: `${name}-run` }));
  }
}

const names = (prefix: string) => Array.from({ length: 9 }, (_, index) => `${prefix}${index}`);

test("pages of the ledger neither skip nor repeat a transfer while new ones arrive", async () => {
  const id = await api.workspace();
  await debits(id, names("job"));
  const before = await api.get(`/workspaces/${id}/ledger?limit=200`);
  const rows = await walk(`/workspaces/${id}/ledger?limit=2`, (page) => debits(id, [`new${page}`, "job0"]));
  expect(rows).toEqual(before.body.rows);
});

test.each(["job", "agent", "run", "feature", "day"])(
  "pages of usage by %s neither skip nor repeat a row that was there while new ones arrive",
  async (groupBy) => {
    const id = await api.workspace();
    for (const name of names("m")) {
      api.now = new Date(api.now.getTime() + 1_000);
      await debits(id, [name]);
    }
    const keyOf = (row: Row) => row[groupBy];
    const before = await api.get(`/workspaces/${id}/usage?groupBy=${groupBy}&limit=200`);
    const rows = await walk(`/workspaces/${id}/usage?groupBy=${groupBy}&limit=2`, async (page) => {
      api.now = new Date(api.now.getTime() + 1_000);
      // Some sort before all that is there, some after, and some add to what was on a page already, or say late that it began earlier.
      await debits(id, [`a${page}`, `z${page}`, `m${page}`]);
      const occurredAt = new Date(api.now.getTime() - 60_000).toISOString();
      const late = { job: `m${8 - page}`, agent: `m${8 - page}`, run: `m${8 - page}-run`, occurredAt };
      await api.post(`/workspaces/${id}/debits`, records(1, late));
    });
    const keys = rows.map(keyOf);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toEqual(expect.arrayContaining(before.body.rows.map(keyOf)));
  },
);
