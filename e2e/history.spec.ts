import type { Page } from "@playwright/test";
import { debit, grant, shown } from "./setup/api.ts";
import { expect, expectAccessible, expectFitting, signInToDemo, test } from "./setup/fixtures.ts";
import { ledgerOf } from "./setup/read-api.ts";

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
const ledger = (page: Page) => page.getByRole("table", { name: "Rows of the ledger" });

type Row = Awaited<ReturnType<typeof ledgerOf>>[number];

/** "-2.5" as a change on screen: "−2.5"; what came in has a plus. */
const change = (amount: string) =>
  amount.startsWith("-") ? `−${shown(amount.slice(1))}` : `+${shown(amount)}`;

/** The table holds the ledger's rows, in its order, with its numbers. */
async function expectRows(page: Page, rows: readonly Row[]) {
  const lines = ledger(page).getByRole("row");
  await expect(lines).toHaveCount(rows.length + 1);
  for (const [index, row] of rows.entries()) {
    const cells = lines.nth(index + 1).getByRole("cell");
    await expect(cells.nth(-2)).toHaveText(change(row.amount));
    await expect(cells.nth(-1)).toHaveText(shown(row.balanceAfter));
  }
}

test.describe("the history", () => {
  test("is the ledger row by row with the balance after each, and filters by type and kind", async ({
    ownerPage: page,
    workspace,
  }) => {
    await grant(workspace, "ai", "120.5", { expiresAt: inDays(40) });
    await debit(workspace, "ai.attributes", 250, { agent: "extractor", run: "r1" });
    await debit(workspace, "automation.record", 12, { job: "feed" });
    await page.goto(`${workspace.path}/history`);
    await expectRows(page, await ledgerOf(workspace));
    await expectAccessible(page);

    await page.getByRole("search").getByLabel("Credits").selectOption("ai");
    await expect(page).toHaveURL(/type=ai/);
    await expectRows(page, await ledgerOf(workspace, "&creditType=ai"));
    await page.getByRole("search").getByLabel("Kind").selectOption("debit");
    await expect(page).toHaveURL(/kind=debit/);
    await expectRows(page, await ledgerOf(workspace, "&creditType=ai&kind=debit"));
    await page.reload();
    await expect(page.getByRole("search").getByLabel("Kind")).toHaveValue("debit");
    await page.goBack();
    await expectRows(page, await ledgerOf(workspace, "&creditType=ai"));
    await page.getByRole("search").getByLabel("Kind").selectOption("void");
    await expect(page.getByText("No rows match")).toBeVisible();
    await page.getByRole("link", { name: "Show all rows" }).click();
    await expectRows(page, await ledgerOf(workspace));
  });

  test("pages without skipping or repeating a row while new ones arrive", async ({
    ownerPage: page,
    workspace,
  }) => {
    const line = { feature: "automation.record", quantity: 1 };
    for (let number = 0; number < 3; number += 1) {
      await debit(workspace, "automation.record", 1, { lines: Array.from({ length: 20 }, () => line) });
    }
    const rows = await ledgerOf(workspace);
    await page.goto(`${workspace.path}/history`);
    await expectRows(page, rows.slice(0, 50));
    await debit(workspace, "automation.record", 1);
    await page.getByRole("link", { name: "Next page" }).click();
    await expectRows(page, rows.slice(50));
    await page.getByRole("link", { name: "First page" }).click();
    await expect(ledger(page).getByRole("row").nth(1).getByRole("cell").last()).toHaveText("939");
  });

  test("a debit's receipt names rate, quantities, lots and the balance before and after", async ({
    ownerPage: page,
    workspace,
  }) => {
    await grant(workspace, "ai", "2", { expiresAt: inDays(40), reason: "Welcome" });
    await debit(workspace, "ai.attributes", 250, { agent: "extractor", job: "feed", run: "r1" });
    await page.goto(`${workspace.path}/history`);
    await ledger(page).getByRole("link", { name: "Used" }).first().click();
    await expect(page.getByRole("heading", { level: 1, name: "Receipt of a debit" })).toBeVisible();
    const lines = page.getByRole("table", { name: "Lines of this debit" });
    await expect(lines.getByRole("row").nth(1)).toContainText("250 attributes × 1 per 100");
    await expect(lines.getByRole("row").nth(1).getByRole("cell").last()).toHaveText("2.5");
    const balance = page.getByRole("table", { name: "Balances around this debit" }).getByRole("row").nth(1);
    await expect(balance.getByRole("cell")).toHaveText(["52", "−2.5", "49.5"]);
    const lots = page.getByRole("table", { name: "Credits that this debit took" }).getByRole("row");
    await expect(lots).toHaveCount(3);
    await expect(lots.nth(1)).toContainText("Promotion");
    await expect(lots.nth(1).getByRole("cell").last()).toHaveText("2");
    await expect(lots.nth(2)).toContainText("Starter");
    await expect(lots.nth(2).getByRole("cell").last()).toHaveText("0.5");
    await expectAccessible(page);
    await page.setViewportSize({ width: 360, height: 800 });
    const reaches = page
      .locator("main dd")
      .evaluateAll((all) => all.filter((dd) => dd.scrollWidth > dd.clientWidth).map((dd) => dd.textContent));
    expect(await reaches).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 900 });

    await lots.nth(1).getByRole("link", { name: "Promotion" }).click();
    await expect(page.getByText("Rows of one grant only")).toBeVisible();
    await expect(ledger(page).getByRole("row")).toHaveCount(3);
    await expectAccessible(page);
  });

  test("names what is wrong in an address and shows the rest", async ({ ownerPage: page, workspace }) => {
    await page.goto(`${workspace.path}/history?type=gold&kind=magic&grant=x&after=zzz`);
    for (const sentence of [
      "credit type “gold”",
      "kind of row “magic”",
      "“x” is not the id",
      "“zzz” is not a page",
    ]) {
      await expect(page.getByText(sentence)).toBeVisible();
    }
    await expectRows(page, await ledgerOf(workspace));
  });

  test("a debit of long ago has its receipt, too", async ({ page }) => {
    await signInToDemo(page, "owner");
    await page.goto("/");
    const path = new URL(page.url()).pathname.split("/").slice(0, 3).join("/");
    await page.goto(`${path}/history?kind=grant`);
    // The oldest grant, all that it gave, and the last that was taken of it.
    await ledger(page).getByRole("link", { name: "Granted" }).last().click();
    await expect(page).toHaveURL(/grant=/);
    await ledger(page).getByRole("link", { name: "Used" }).first().click();
    await expect(page.getByRole("heading", { level: 1, name: "Receipt of a debit" })).toBeVisible();
  });

  test("the receipt of another workspace's debit is answered like one that does not exist", async ({
    ownerPage: page,
    workspace,
  }) => {
    const [foreign] = await ledgerOf({ id: "acme-home" }, "&kind=debit");
    const unknown = "01a1fc86-2b49-74d4-9653-fc124be4e46c";
    for (const id of [foreign?.debit, unknown, "not-an-id"]) {
      const answer = await page.goto(`${workspace.path}/history/${id}`);
      expect(answer?.status()).toBe(404);
      await expect(page.getByText("This page does not exist")).toBeVisible();
    }
  });

  test("keeps the purchases with their receipts", async ({ page }) => {
    await signInToDemo(page, "owner");
    await page.goto("/w/acme-home/history");
    await page.getByRole("link", { name: "Receipts" }).click();
    await expectAccessible(page);
    const row = page.getByRole("table", { name: "Purchases" }).getByRole("row").nth(1);
    const price = await row.getByRole("cell").first().textContent();
    await row.getByRole("link", { name: /^Receipt for/ }).click();
    await expect(page.getByRole("heading", { level: 1, name: /^Receipt for/ })).toBeVisible();
    await expect(page.getByText(price ?? "", { exact: true })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Rows of this grant" }).click();
    await expect(page.getByText("Rows of one grant only")).toBeVisible();
  });

  test("a workspace that bought nothing says what will stand there", async ({
    ownerPage: page,
    workspace,
  }) => {
    await page.goto(`${workspace.path}/history/receipts`);
    await expect(page.getByText("Nothing bought yet")).toBeVisible();
    await expect(page.getByRole("link", { name: "See packs" })).toBeVisible();
    await expectAccessible(page);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`is accessible and as wide as the window, full of data, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await signInToDemo(page, "owner");
      await page.goto("/w/acme-home/history");
      await expect(ledger(page)).toBeVisible();
      await expectFitting(page, [1280, 768, 360]);
    });
  }
});
