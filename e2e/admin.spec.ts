import type { Page } from "@playwright/test";
import { availableOf, debit, grant, openStoryWorkspace, type StoryWorkspace, shown } from "./setup/api.ts";
import { test as base, expect, expectAccessible, isTooWide, signInToDemo } from "./setup/fixtures.ts";

const test = base.extend<{ adminPage: Page }>({
  adminPage: async ({ page }, use) => {
    await signInToDemo(page, "admin");
    await use(page);
  },
});

const detail = ({ id }: StoryWorkspace) => `/admin/workspaces/${id}`;
const region = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

async function fillGrant(
  page: Page,
  workspace: StoryWorkspace,
  fields: Record<string, string>,
): Promise<void> {
  await page.goto(`/admin/grants/new?workspace=${workspace.id}`);
  for (const [label, value] of Object.entries(fields))
    await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole("button", { name: "Preview" }).click();
}

const promo = {
  "Amount in credits": "5000",
  "Valid through": "2099-12-31",
  Reason: "Outage on 20 November",
};

test("a workspace is found by its owner, with the numbers of the ledger and what it should worry about", async ({
  adminPage: page,
  workspace,
}) => {
  await debit(workspace, "automation.record", 1000);
  await debit(workspace, "ai.attributes", 250);
  await page.goto("/admin");
  await page.getByLabel("Search by name, id or member").fill(workspace.owner);
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/search=owner/);
  const rows = page.getByRole("table").getByRole("row");
  await expect(rows).toHaveCount(2);
  const { ai = "", automation = "" } = await availableOf(workspace);
  await expect(rows.nth(1).getByRole("cell").nth(0)).toHaveText(shown(ai));
  await expect(rows.nth(1).getByRole("cell").nth(1)).toHaveText(shown(automation));
  await expect(rows.nth(1)).toContainText("Automation credits used up");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Story Shop" }).click();
  await expect(page).toHaveURL(detail(workspace));
});

test("a search that finds nothing says so, and the list is read page by page", async ({
  adminPage: page,
}) => {
  await page.goto("/admin?search=nobody-has-this-name");
  await expect(page.getByText("No workspace matches “nobody-has-this-name”")).toBeVisible();
  await page.getByRole("link", { name: "Clear" }).click();
  await expect(page).toHaveURL(/\/admin$/);
  const name = `Paged ${crypto.randomUUID()}`;
  await Promise.all(Array.from({ length: 26 }, () => openStoryWorkspace({ name })));
  await page.goto(`/admin?${new URLSearchParams({ search: name })}`);
  await expect(page.getByRole("table").getByRole("row")).toHaveCount(26);
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page.getByRole("table").getByRole("row")).toHaveCount(2);
  await page.getByRole("link", { name: "First page" }).click();
  await expect(page.getByRole("table").getByRole("row")).toHaveCount(26);
  expect((await page.goto("/admin?after=%00'&search=%00%25"))?.status()).toBe(200);
});

test("one workspace shows its balances, lots, rows, people and log", async ({
  adminPage: page,
  workspace,
}) => {
  await grant(workspace, "ai", "120.5", { expiresAt: "2099-06-30T22:00:00Z", reason: "Welcome" });
  await debit(workspace, "automation.record", 12);
  await page.goto(detail(workspace));
  const { ai = "", automation = "" } = await availableOf(workspace);
  await expect(region(page, "AI credits")).toContainText(`${shown(ai)} available`);
  await expect(region(page, "Automation credits")).toContainText(`${shown(automation)} available`);
  await expect(page.getByRole("row", { name: /Welcome/ }).first()).toContainText("1 Jul 2099, 00:00 CEST");
  await expect(region(page, "Latest ledger rows")).toContainText("−12");
  await expect(region(page, "Members")).toContainText(workspace.owner);
  await expect(region(page, "Audit log")).toContainText("Welcome");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Open the customer’s screens" }).click();
  await expect(page).toHaveURL(workspace.path);
  await expect(page.getByText("You are not a member of this workspace")).toBeVisible();
});

test("promotional credits are previewed, granted once, and stand in the log with their reason", async ({
  adminPage: page,
  workspace,
}) => {
  await page.goto(detail(workspace));
  await page.getByRole("main").getByRole("link", { name: "Grant credits" }).click();
  await fillGrant(page, workspace, promo);
  await expect(page.getByRole("status").filter({ hasText: "becomes" })).toContainText(
    "Story Shop: 50 becomes 5,050 AI credits, valid through 31 Dec 2099.",
  );
  await expect(page.getByText("They expire 1 Jan 2100, 00:00 CET.")).toBeVisible();
  expect((await availableOf(workspace)).ai).toBe("50");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Grant 5,000 credits" }).dblclick();
  await expect(page.getByText("5,000 AI credits granted")).toBeVisible();
  await expect(page.getByText("50 before, 5,050 after")).toBeVisible();
  expect((await availableOf(workspace)).ai).toBe("5050");
  await page.getByRole("link", { name: "Back to Story Shop" }).click();
  await expect(page.getByRole("row", { name: /Promotion/ })).toHaveCount(1);
  await page.goto("/admin/audit");
  const entry = page.getByRole("row").filter({ hasText: workspace.id });
  await expect(entry).toHaveCount(1);
  await expect(entry).toContainText("admin@headroom.example");
  await expect(entry).toContainText("Outage on 20 November");
  await expect(entry).toContainText("balance.ai.available5050");
  await expectAccessible(page);
});

test("a grant that starts later says so, and adds nothing yet", async ({ adminPage: page, workspace }) => {
  await fillGrant(page, workspace, { ...promo, "Starts on": "2099-12-01" });
  await expect(page.getByText(/50 AI credits now, 5,000 more from 1 Dec 2099/)).toBeVisible();
  await page.getByRole("button", { name: "Grant 5,000 credits" }).click();
  await expect(page.getByText("5,000 AI credits granted")).toBeVisible();
  expect((await availableOf(workspace)).ai).toBe("50");
});

test("a wrong form says so at its fields, and a changed one loses its preview", async ({
  adminPage: page,
  workspace,
}) => {
  await fillGrant(page, workspace, { "Amount in credits": "0.0000001", "Valid through": "2020-01-01" });
  await expect(page.getByLabel("Amount in credits")).toHaveAccessibleDescription(/at most six decimals/);
  await expect(page.getByLabel("Valid through")).toHaveAccessibleDescription(/This day is over/);
  await expect(page.getByLabel("Reason")).toHaveAccessibleDescription(/Fill this in/);
  await expectAccessible(page);
  await fillGrant(page, workspace, promo);
  await expect(page.getByRole("button", { name: "Grant 5,000 credits" })).toBeVisible();
  await page.getByLabel("Amount in credits").fill("6000");
  await expect(page.getByRole("button", { name: /^Grant .* credits/ })).toHaveCount(0);
  expect((await availableOf(workspace)).ai).toBe("50");
});

test("voiding takes back what is left, for a reason, once", async ({ adminPage: page, workspace }) => {
  await grant(workspace, "automation", "500", { expiresAt: "2099-01-01T00:00:00Z" });
  await debit(workspace, "automation.record", 120);
  await page.goto(detail(workspace));
  await page.getByRole("button", { name: "Void the grant of 380 Automation credits" }).click();
  const dialog = page.getByRole("dialog", { name: "Void this grant" });
  await dialog.getByRole("button", { name: "Void 380 credits" }).click();
  await expect(dialog.getByLabel("Reason")).toHaveAccessibleDescription(/Say why/);
  expect((await availableOf(workspace)).automation).toBe("1380");
  await expectAccessible(page);
  await dialog.getByLabel("Reason").fill("Granted to the wrong customer");
  await dialog.getByRole("button", { name: "Void 380 credits" }).dblclick();
  await expect(page.getByText("380 credits taken back.")).toBeVisible();
  await expect(dialog).toBeHidden();
  expect((await availableOf(workspace)).automation).toBe("1000");
  await expect(page.getByRole("row", { name: /Promotion/ })).toContainText("Voided");
  await expect(region(page, "Audit log")).toContainText("Granted to the wrong customer");
});

test("a grant needs a workspace that exists", async ({ adminPage: page }) => {
  await page.goto("/admin/grants/new");
  await expect(page.getByText("Choose a workspace")).toBeVisible();
  await page.goto("/admin/grants/new?workspace=no-such-workspace");
  await expect(page.getByText("No workspace has the id “no-such-workspace”.")).toBeVisible();
  expect((await page.goto("/admin/workspaces/no-such-workspace"))?.status()).toBe(404);
});

test("an owner finds no admin screen, as if there were none", async ({ ownerPage: page, workspace }) => {
  for (const path of [
    "/admin",
    detail(workspace),
    `/admin/grants/new?workspace=${workspace.id}`,
    "/admin/audit",
    "/admin/no-such-screen",
  ]) {
    expect((await page.goto(path))?.status(), path).toBe(404);
  }
});

for (const [scheme, width] of [
  ["light", 360],
  ["dark", 1280],
] as const) {
  test(`Admin has no accessibility violation, ${scheme} at ${width}`, async ({ adminPage: page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    for (const path of [
      "/admin?search=acme",
      "/admin/workspaces/acme-home",
      "/admin/grants/new?workspace=acme-home",
      "/admin/audit",
    ]) {
      await page.goto(path);
      await expectAccessible(page);
      expect(await isTooWide(page), path).toBe(false);
    }
  });
}
