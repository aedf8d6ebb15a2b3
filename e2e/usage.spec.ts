import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { debit, type StoryWorkspace, shown } from "./setup/api.ts";
import { cutTables, expect, expectAccessible, expectFitting, signInToDemo, test } from "./setup/fixtures.ts";
import { usageOf } from "./setup/read-api.ts";

/** Noon of the last day of the month before this one, in Berlin. */
function lastMonth(): string {
  const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" });
  return new Date(Date.parse(`${today.slice(0, 7)}-01T12:00:00Z`) - 86_400_000).toISOString();
}

const filters = (page: Page) => page.getByRole("search", { name: "Filters" });
const totals = (page: Page) => page.getByRole("region", { name: /^Totals of/ });
const table = (page: Page) => page.getByRole("table", { name: /^Use by agent, job and run/ });
const total = (page: Page, name: string): Locator =>
  totals(page).getByRole("definition").nth(["AI credits", "Automation credits", "Events"].indexOf(name));

/** The strip and the table's last row show what the API says. */
async function expectTotals(page: Page, { credits, events }: Awaited<ReturnType<typeof usageOf>>) {
  await expect(total(page, "AI credits")).toHaveText(shown(credits.ai ?? ""));
  await expect(total(page, "Automation credits")).toHaveText(shown(credits.automation ?? ""));
  await expect(total(page, "Events")).toHaveText(String(events));
  const last = table(page).getByRole("row", { name: /^Total/ });
  await expect(last.getByRole("cell").nth(0)).toHaveText(shown(credits.ai ?? ""));
  await expect(last.getByRole("cell").nth(1)).toHaveText(shown(credits.automation ?? ""));
}

/** Two agents and two jobs, with records skipped because they were unchanged. */
async function useSomething(workspace: StoryWorkspace) {
  await debit(workspace, "ai.attributes", 250, { agent: "extractor", job: "feed", run: "feed-1" });
  await debit(workspace, "ai.attributes", 150, { agent: "writer" });
  const record = { feature: "automation.record", quantity: 200, unchanged: 190 };
  await debit(workspace, "automation.record", 0, {
    lines: [record],
    job: "feed",
    run: "feed-1",
    source: "schedule",
  });
  await debit(workspace, "automation.record", 30, { job: "feed", run: "feed-2" });
  await debit(workspace, "automation.operation", 3, { job: "prices", source: "rule" });
}

test.describe("the usage screen", () => {
  test("shows what the API says, filter by filter, and keeps the filters in the address", async ({
    ownerPage: page,
    workspace,
  }) => {
    await useSomething(workspace);
    await page.goto(`${workspace.path}/usage`);
    await expectTotals(page, await usageOf(workspace));

    await filters(page).getByLabel("Agent").selectOption("extractor");
    await expect(page).toHaveURL(/agent=extractor/);
    await expectTotals(page, await usageOf(workspace, "?agent=extractor"));

    await filters(page).getByLabel("Job").selectOption("feed");
    await expect(page).toHaveURL(/job=feed/);
    await page.reload();
    await expect(filters(page).getByLabel("Agent")).toHaveValue("extractor");
    await expect(filters(page).getByLabel("Job")).toHaveValue("feed");
    await expectTotals(page, await usageOf(workspace, "?agent=extractor&job=feed"));

    await page.goBack();
    await expect(filters(page).getByLabel("Job")).toHaveValue("");
    await expectTotals(page, await usageOf(workspace, "?agent=extractor"));

    await filters(page).getByLabel("Agent").selectOption({ label: "No agent" });
    await page.getByRole("button", { name: "More filters" }).click();
    await page.getByLabel("Source").selectOption("rule");
    await expect(page).toHaveURL(/source=rule/);
    await expect(total(page, "Automation credits")).toHaveText("3");
    await expect(total(page, "AI credits")).toHaveText("0");
  });

  test("leads from an agent to its job, its runs, the events of one and the receipt of a debit", async ({
    ownerPage: page,
    workspace,
  }) => {
    await useSomething(workspace);
    await page.goto(`${workspace.path}/usage`);
    await page.getByRole("link", { name: "Show the runs of No agent, feed" }).click();
    const run = table(page).getByRole("row", { name: /feed-1/ });
    await expect(run.getByRole("cell").nth(1)).toHaveText("10");
    await expect(run.getByRole("cell").nth(3)).toHaveText("190");
    await expect(
      table(page)
        .getByRole("row", { name: /feed-2/ })
        .getByRole("cell")
        .nth(1),
    ).toHaveText("30");

    await run.getByRole("link", { name: "feed-1" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Run feed-1" })).toBeVisible();
    const event = page.getByRole("table", { name: "Events of this run" }).getByRole("row").nth(1);
    await expect(event).toContainText("200 records");
    await expect(event).toContainText("190 unchanged, skipped");
    await expect(event).toContainText("10 records × 1");
    await expectAccessible(page);

    await event.getByRole("link", { name: /^Receipt of/ }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Receipt of a debit" })).toBeVisible();
    await page.getByRole("link", { name: "feed-1" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Run feed-1" })).toBeVisible();
    await page.getByRole("link", { name: /^Usage of/ }).click();
    await expect(table(page).getByRole("row", { name: /feed-2/ })).toBeVisible();
    await page.getByRole("link", { name: "Hide the runs of No agent, feed" }).click();
    await expect(table(page).getByRole("row", { name: /feed-2/ })).toBeHidden();
  });

  test("draws each credit type by day, cut as the address says, with the same numbers as a table", async ({
    ownerPage: page,
    workspace,
  }) => {
    await useSomething(workspace);
    await page.goto(`${workspace.path}/usage?by=job`);
    const chart = page.getByRole("figure", { name: /^Automation credits used by day/ });
    await expect(chart).toContainText("43 used, 93 % of it by feed.");
    await chart.getByText("View as table").click();
    const today = chart.getByRole("row").nth(1);
    await expect(today.getByRole("cell")).toHaveText(["40", "3", "43"]);
    await expect(chart).toContainText("Days in Europe/Berlin");
    await page.getByRole("navigation", { name: "Split by" }).getByRole("link", { name: "Source" }).click();
    await expect(page).toHaveURL(/by=source/);
    await expect(chart.getByRole("list")).toContainText("Schedule");
    await expectAccessible(page);
  });

  test("steps from month to month and says when one is empty", async ({ ownerPage: page, workspace }) => {
    await debit(workspace, "automation.record", 7, { job: "feed", occurredAt: lastMonth() });
    await page.goto(`${workspace.path}/usage`);
    await expect(page.getByText(/^Nothing used in/)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("link", { name: /^Previous month/ }).click();
    await expect(page).toHaveURL(/month=/);
    const month = new URL(page.url()).searchParams.get("month");
    await expectTotals(page, await usageOf(workspace, `?month=${month}`));
    await page.getByRole("link", { name: /^Next month/ }).click();
    await expect(page.getByText(/^Nothing used in/)).toBeVisible();
  });

  test("names what is wrong in an address and shows the rest", async ({ ownerPage: page, workspace }) => {
    await useSomething(workspace);
    await page.goto(
      `${workspace.path}/usage?month=2026-13&agent=nobody&job=feed&source=magic&by=moon&open=x&after=zzz`,
    );
    for (const sentence of [
      "“2026-13” is not a month",
      "There is no agent “nobody”",
      "There is no source “magic”",
      "cannot be split by “moon”",
      "“x” is not a line of this table",
    ]) {
      await expect(page.getByText(sentence)).toBeVisible();
    }
    await expectTotals(page, await usageOf(workspace, "?job=feed"));
    await expectAccessible(page);
    await page.goto(`${workspace.path}/usage?open=~none/feed&after=zzz`);
    await expect(page.getByText("“zzz” is not a page of this list.")).toBeVisible();
    await expect(table(page).getByRole("row", { name: /feed-2/ })).toBeVisible();
  });

  test("exports exactly what it shows, and never a formula", async ({ ownerPage: page, workspace }) => {
    await useSomething(workspace);
    await debit(workspace, "automation.record", 5, { job: "-2-3" });
    await page.goto(`${workspace.path}/usage?job=-2-3`);
    const [unknown] = await Promise.all([page.waitForEvent("download"), clickExport(page)]);
    expect(unknown.suggestedFilename()).toMatch(/^usage-\d{4}-\d\d\.csv$/);
    const refused = await page.request.get(`${workspace.path}/usage/export?month=13`);
    expect(refused.status()).toBe(400);
    expect(await refused.text()).toBe("“13” cannot be used here (month). Nothing was exported.\n");

    await page.goto(`${workspace.path}/usage`);
    const [download] = await Promise.all([page.waitForEvent("download"), clickExport(page)]);
    const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
    const header = lines[0]?.replace("\uFEFF", "").split(",") ?? [];
    const rows = lines.slice(1).map((line) => line.split(","));
    const column = (name: string) => header.indexOf(name);
    const sum = (type: string) =>
      rows
        .filter((row) => row[column("credit_type")] === type)
        .reduce((so, row) => so + Number(row[column("credits")]), 0);
    const { credits, events, timeZone } = await usageOf(workspace);
    expect([sum("ai"), sum("automation")]).toEqual([Number(credits.ai), Number(credits.automation)]);
    expect(rows.reduce((so, row) => so + Number(row[column("events")]), 0)).toBe(events);
    expect(new Set(rows.map((row) => row[column("time_zone")]))).toEqual(new Set([timeZone]));
    expect(lines.some((line) => line.includes(`,"'-2`))).toBe(true);
  });

  test("names and buttons stay with their own parts after moving from screen to screen", async ({
    ownerPage: page,
    workspace,
  }) => {
    await useSomething(workspace);
    await page.goto(workspace.path);
    await page.getByRole("link", { name: "Usage", exact: true }).click();
    await expectTotals(page, await usageOf(workspace));
    await filters(page).getByLabel("Job").selectOption("feed");
    await expect(page).toHaveURL(/job=feed/);
    await page.getByRole("button", { name: "More filters" }).click();
    await expect(page.getByRole("dialog", { name: "More filters" })).toBeVisible();
    const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map(({ id }) => id));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test("a foreign workspace is answered like one that does not exist, page and export", async ({
    ownerPage: page,
    workspace,
  }) => {
    await page.goto(`${workspace.path}/usage`);
    for (const screen of ["usage", "usage/run?month=2026-11", "history", "history/receipts", "expiry"]) {
      const foreign = await page.goto(`/w/nordlicht-outdoor/${screen}`);
      expect(foreign?.status()).toBe(404);
      const missing = await page.goto(`/w/no-such-workspace/${screen}`);
      expect(missing?.status()).toBe(404);
    }
    expect((await page.request.get("/w/nordlicht-outdoor/usage/export")).status()).toBe(404);
    expect((await page.request.get("/w/no-such-workspace/usage/export")).status()).toBe(404);
  });

  test("a run that does not exist is answered like any page that does not", async ({
    ownerPage: page,
    workspace,
  }) => {
    await useSomething(workspace);
    for (const query of ["job=feed&run=no-such-run", "agent=writer&job=feed&run=feed-1", "run=feed-1", ""]) {
      const answer = await page.goto(`${workspace.path}/usage/run?${query}`);
      expect([query, answer?.status()]).toEqual([query, 404]);
      await expect(page.getByText("This page does not exist")).toBeVisible();
    }
    const narrowed = `${workspace.path}/usage/run?job=feed&run=feed-1&source=rule`;
    expect((await page.goto(narrowed))?.status()).toBe(200);
  });

  test("on a phone what was used is in sight, down to the receipt, without scrolling sideways", async ({
    ownerPage: page,
    workspace,
  }) => {
    await useSomething(workspace);
    await debit(workspace, "automation.record", 0, {
      lines: [
        { feature: "automation.record", quantity: 900_000, unchanged: 899_900 },
        { feature: "ai.attributes", quantity: "123.456" },
      ],
      agent: "supplier-feed-agent",
      job: "supplier-feed-import",
      run: "supplier-feed-import-2026-11-21",
    });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${workspace.path}/usage`);
    const last = table(page).getByRole("row", { name: /^Total/ });
    await expect(last.getByRole("cell").nth(1)).toHaveText("143");
    await expect(last).toContainText("900,090 skipped");
    await page.getByRole("link", { name: /^Show the runs of supplier-feed-agent/ }).click();
    await page.getByRole("link", { name: "supplier-feed-import-2026-11-21" }).scrollIntoViewIfNeeded();
    expect(await cutTables(page)).toEqual([]);
    await page.getByRole("link", { name: "supplier-feed-import-2026-11-21" }).click();
    const events = page.getByRole("table", { name: "Events of this run" });
    await expect(events.getByRole("row").nth(1)).toBeVisible();
    expect(await cutTables(page)).toEqual([]);
    await expectAccessible(page);
    await events
      .getByRole("link", { name: /^Receipt of/ })
      .first()
      .click();
    await expect(page.getByRole("heading", { level: 1, name: "Receipt of a debit" })).toBeVisible();
    expect(await cutTables(page)).toEqual([]);
    await expectAccessible(page);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`is accessible and as wide as the window, full of data, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await signInToDemo(page, "owner");
      await page.goto("/w/acme-home/usage");
      await expect(table(page)).toBeVisible();
      await page
        .getByRole("link", { name: /^Show the runs/ })
        .first()
        .click();
      await expect(page.getByRole("link", { name: /^Hide the runs/ })).toBeVisible();
      for (const width of [1280, 768, 390, 360]) {
        await page.setViewportSize({ width, height: 900 });
        expect([width, await cutTables(page)]).toEqual([width, []]);
      }
      await expectFitting(page, [1280, 768, 390, 360]);
    });
  }
});

async function clickExport(page: Page) {
  await page.getByRole("link", { name: "Export CSV" }).click();
}
