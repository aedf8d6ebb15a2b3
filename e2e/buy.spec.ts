// Choosing a pack and getting to the payment page. What happens there and on the way back is in payment.spec.ts.
import type { Page } from "@playwright/test";
import { availableOf, debit, openStoryWorkspace, type StoryWorkspace, shown } from "./setup/api.ts";
import { expect, expectAccessible, isTooWide, signIn, signInToDemo, test } from "./setup/fixtures.ts";

const DAY_MS = 86_400_000;
const pack = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const fact = (page: Page, name: string, term: string) =>
  pack(page, name).getByRole("definition").nth(TERMS.indexOf(term));
const TERMS = ["Credits", "Per 1,000 credits", "Valid through", "Balance after"];

/** The same day `years` later, as a calendar in Berlin shows it. */
function dayInBerlin(years: number): string {
  const date = new Date();
  date.setUTCFullYear(date.getUTCFullYear() + years);
  const format = { day: "numeric", month: "short", year: "numeric", timeZone: "Europe/Berlin" } as const;
  return new Intl.DateTimeFormat("en-GB", format).format(date);
}

async function buyPage(page: Page, { path }: StoryWorkspace, query = ""): Promise<void> {
  await page.goto(`${path}/buy${query}`);
  await expect(page.getByRole("heading", { name: "Buy credits" })).toBeVisible();
}

test("a pack says its price, its exact expiry and the balance after it", async ({
  ownerPage: page,
  workspace,
}) => {
  await buyPage(page, workspace);
  await expect(pack(page, "Automation 10,000")).toContainText("€25.00");
  await expect(fact(page, "Automation 10,000", "Per 1,000 credits")).toHaveText("€2.50");
  const validThrough = fact(page, "Automation 10,000", "Valid through");
  await expect(validThrough).toContainText(dayInBerlin(1));
  await expect(validThrough).toContainText(/expires .* 00:00 CES?T/);
  await expect(fact(page, "AI 10,000", "Valid through")).toContainText(dayInBerlin(2));
  const { automation = "" } = await availableOf(workspace);
  await expect(fact(page, "Automation 10,000", "Balance after")).toHaveText(
    shown(String(Number(automation) + 10_000)),
  );
  await expect(page.getByText("There is not enough history yet").first()).toBeVisible();
  await expectAccessible(page);
});

test("two clicks lead from the overview to the payment page, and paying shows the old and the new balance", async ({
  ownerPage: page,
  workspace,
}) => {
  await page.goto(workspace.path);
  await page.getByRole("banner").getByRole("link", { name: "Add credits" }).click();
  await page.getByRole("button", { name: "Buy for €15.00: AI 500" }).click();
  await expect(page.getByRole("heading", { name: "Pay €15.00" })).toBeVisible();
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  const main = page.getByRole("main");
  await expect(main.getByText("550", { exact: true })).toBeVisible();
  await expect(main.getByText("50", { exact: true })).toBeVisible();
  expect((await availableOf(workspace)).ai).toBe("550");
  await buyPage(page, workspace);
  const row = page.getByRole("row", { name: /AI 500/ });
  await expect(row).toContainText("Paid");
  await expect(row.getByRole("link", { name: "Receipt for AI 500" })).toBeVisible();
  await expect(fact(page, "AI 500", "Balance after")).toHaveText("1,050");
});

test("a double click on Buy begins one purchase", async ({ ownerPage: page, workspace }) => {
  await buyPage(page, workspace);
  await page.getByRole("button", { name: "Buy for €49.00: AI 2,000" }).dblclick();
  await expect(page.getByRole("heading", { name: "Pay €49.00" })).toBeVisible();
  await buyPage(page, workspace);
  const rows = page.getByRole("row", { name: /AI 2,000/ });
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("Waiting for payment");
});

test("going back after paying buys nothing more", async ({ ownerPage: page, workspace }) => {
  await buyPage(page, workspace);
  await page.getByRole("button", { name: "Buy for €15.00: AI 500" }).click();
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await expect(page.getByText("Payment received")).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Already paid" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Buy credits" })).toBeVisible();
  expect((await availableOf(workspace)).ai).toBe("550");
  await page.reload();
  await expect(page.getByRole("row", { name: /AI 500/ })).toHaveCount(1);
});

test("with a pace, packs say how long they last, and the one that fits says why", async ({
  ownerPage: page,
  workspace,
}) => {
  for (let day = 1; day <= 6; day += 1) {
    const occurredAt = new Date(Date.now() - day * DAY_MS).toISOString();
    await debit(workspace, "automation.record", 100, { occurredAt });
  }
  await buyPage(page, workspace);
  const fits = pack(page, "Automation 10,000");
  await expect(fits).toContainText("about 3 months at your pace");
  await expect(fits).toContainText("Fits");
  await expect(fits).toContainText("The smallest pack that covers a month at your pace.");
  await expect(pack(page, "Automation 250,000")).toContainText(/would expire unused/);
});

test("what a run was short of is marked, and stands first", async ({ ownerPage: page, workspace }) => {
  await buyPage(page, workspace, "?type=automation&need=24000");
  await expect(page.getByText("Short of 24,000 automation credits")).toBeVisible();
  await expect(pack(page, "Automation 50,000")).toContainText("covers what your run is short of");
  await expect(page.getByRole("heading", { level: 3 }).first()).toHaveText("Automation 10,000");
  for (const odd of ["?type=gold&need=5", "?type=ai&need=-5", "?type=ai&need=x", "?need=1&need=2"]) {
    await buyPage(page, workspace, odd);
    await expect(page.getByText(/Short of/)).toHaveCount(0);
  }
});

test("a currency without prices says so", async ({ page }) => {
  const workspace = await openStoryWorkspace({ currency: "CHF" });
  await signIn(page, workspace.owner);
  await buyPage(page, workspace);
  await expect(page.getByText("There are no packs in CHF")).toBeVisible();
  await expectAccessible(page);
});

test("a member sees the packs and asks an owner", async ({ page }) => {
  await signInToDemo(page, "member");
  await page.goto("/w/acme-home/buy");
  const main = page.getByRole("main");
  await expect(main.getByText("Only owners and billing members can buy")).toBeVisible();
  await expect(main.getByRole("button", { name: /Ask an owner|Owners asked/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Buy for/ })).toHaveCount(0);
  await expect(pack(page, "AI 500")).toContainText("€15.00");
  await expectAccessible(page);
});

test("a foreign workspace's packs are not found", async ({ ownerPage: page }) => {
  for (const id of ["acme-home", "no-such-workspace"]) {
    expect((await page.goto(`/w/${id}/buy`))?.status()).toBe(404);
  }
});

for (const [scheme, width] of [
  ["light", 360],
  ["dark", 1280],
] as const) {
  test(`Buy has no accessibility violation, ${scheme} at ${width}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    await signInToDemo(page, "owner");
    await page.goto("/w/acme-home/buy?type=ai&need=700");
    await expect(pack(page, "AI 2,000")).toContainText("Fits");
    await expectAccessible(page);
    expect(await isTooWide(page)).toBe(false);
  });
}
