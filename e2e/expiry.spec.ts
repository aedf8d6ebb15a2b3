import type { Page } from "@playwright/test";
import { availableOf, debit, grant, shown } from "./setup/api.ts";
import { expect, expectAccessible, expectFitting, signInToDemo, test } from "./setup/fixtures.ts";

const lots = (page: Page, type: string) =>
  page.getByRole("table", { name: `${type} credits in the order they are used` });
const card = (page: Page, type: string) => page.getByRole("region", { name: `${type} credits`, exact: true });

/** Local midnight in Berlin at the end of a day far enough away to stay the same in summer and winter. */
const NEXT_YEAR = new Date().getUTCFullYear() + 1;
const MIDNIGHT = `${NEXT_YEAR}-01-31T23:00:00Z`;

test.describe("the expiry screen", () => {
  test("lists the lots in the order they burn, to the instant, and they add up to the balance", async ({
    ownerPage: page,
    workspace,
  }) => {
    await grant(workspace, "ai", "300", { expiresAt: `${NEXT_YEAR + 30}-12-30T23:00:00Z` });
    await grant(workspace, "ai", "120.5", { expiresAt: MIDNIGHT });
    await grant(workspace, "ai", "7", { priority: 10 });
    await page.goto(`${workspace.path}/expiry`);
    const rows = lots(page, "AI").getByRole("row");
    await expect(rows).toHaveCount(5);
    await expect(rows.nth(1)).toContainText("Never");
    await expect(rows.nth(2)).toContainText(`1 Feb ${NEXT_YEAR}, 00:00 CET`);
    await expect(rows.nth(2)).toContainText("120.5");
    await expect(rows.nth(3)).toContainText(`31 Dec ${NEXT_YEAR + 30}, 00:00 CET`);
    await expect(rows.nth(4)).toContainText("Starter");
    await expect(page.getByText("lower priority first, then the earliest expiry")).toBeVisible();
    const available = await availableOf(workspace);
    expect(available.ai).toBe(String(50 + 300 + 120.5 + 7));
    const left = await rows.evaluateAll((all) =>
      all.slice(1).map((row) => Number(row.querySelectorAll("td")[1]?.querySelector("span")?.textContent)),
    );
    expect(left.reduce((sum, amount) => sum + amount, 0)).toBe(Number(available.ai));
    await expectAccessible(page);
  });

  test("puts what expires into its month and says when nobody can know how much will be used", async ({
    ownerPage: page,
    workspace,
  }) => {
    const date = new Date();
    date.setUTCMonth(date.getUTCMonth() + 5, 15);
    const month = date.toLocaleDateString("en", {
      month: "long",
      year: "numeric",
      timeZone: "Europe/Berlin",
    });
    await grant(workspace, "ai", "120.5", { expiresAt: date.toISOString() });
    await debit(workspace, "ai.attributes", 100);
    await page.goto(`${workspace.path}/expiry`);
    const ai = card(page, "AI");
    await expect(ai.getByRole("figure")).toContainText("119.5 AI credits expire by the end of");
    await expect(ai.getByRole("figure")).toContainText("There are not enough days of use yet");
    await ai.getByText("View as table").click();
    await expect(ai.getByRole("row", { name: month })).toContainText(shown("119.5"));
    await expect(lots(page, "AI").getByRole("row").nth(1)).toContainText("not known yet");
  });

  test("says when nothing expires, when all is used, and when nothing was lost", async ({
    ownerPage: page,
    workspace,
  }) => {
    await page.goto(`${workspace.path}/expiry`);
    await expect(card(page, "AI")).toContainText("None of your AI credits expire.");
    await expect(page.getByText("Nothing expired unused in the last 90 days")).toBeVisible();
    await debit(workspace, "ai.attributes", 5_000);
    await page.reload();
    await expect(card(page, "AI")).toContainText("No AI credits left");
    await expect(card(page, "AI").getByRole("link", { name: "Add credits" })).toBeVisible();
    await expectAccessible(page);
  });

  test("says what will be lost at the pace of the last days, and what was lost lately", async ({ page }) => {
    await signInToDemo(page, "owner");
    await page.goto("/w/acme-home/expiry");
    await expect(card(page, "AI").getByRole("figure")).toContainText("will probably expire unused");
    const lost = page.getByRole("table", { name: /^Grants that expired with something left/ });
    await lost.getByRole("link").first().click();
    await expect(page.getByText("Rows of one grant only")).toBeVisible();
    await expect(page.getByRole("link", { name: "Expired" })).toBeVisible();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`is accessible and as wide as the window, full of data, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await signInToDemo(page, "owner");
      await page.goto("/w/acme-home/expiry");
      await expect(lots(page, "AI")).toBeVisible();
      await expectFitting(page, [1280, 768, 360]);
    });
  }
});
