import type { Page } from "@playwright/test";
import { availableOf, debit, grant, type StoryWorkspace, shown } from "./setup/api.ts";
import { expect, expectAccessible, expectFitting, signInToDemo, test } from "./setup/fixtures.ts";

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

const rail = (page: Page) => page.getByRole("button", { name: /^Available/ });
const card = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

/** The rail and the card of each type show what the ledger has. */
async function expectBalances(page: Page, workspace: StoryWorkspace) {
  const available = await availableOf(workspace);
  for (const [type, name] of [
    ["ai", "AI"],
    ["automation", "Automation"],
  ] as const) {
    const number = shown(available[type] ?? "");
    await expect(rail(page)).toContainText(`${name}${number}`);
    await expect(card(page, `${name} credits`)).toContainText(`${number}available`);
  }
}

test.describe("the overview", () => {
  test("shows the balance of the ledger in the rail and in its cards, and follows it", async ({
    ownerPage: page,
    workspace,
  }) => {
    await page.goto(workspace.path);
    await expectBalances(page, workspace);
    await debit(workspace, "automation.record", 12, { job: "feed" });
    await debit(workspace, "ai.attributes", 250, { agent: "extractor" });
    await expect(rail(page)).toContainText("Automation988", { timeout: 4000 });
    await expectBalances(page, workspace);
    await expect(card(page, "Latest entries")).toContainText("−2.5");
    await expect(card(page, "Top agents").getByRole("row", { name: /extractor/ })).toContainText("2.5");
  });

  test("cuts what is left by its expiry and names the next one", async ({ ownerPage: page, workspace }) => {
    const later = await grant(workspace, "ai", "300", { expiresAt: "2099-12-30T23:00:00Z" });
    await grant(workspace, "ai", "120.5", { expiresAt: "2098-06-30T22:00:00Z" });
    expect(later).not.toBe("");
    await page.goto(workspace.path);
    const ai = card(page, "AI credits");
    await expect(ai.getByText("Next expiry")).toBeVisible();
    await expect(ai.getByRole("listitem").filter({ hasText: "120.5" })).toContainText(
      "expire 1 Jul 2098, 00:00 CEST",
    );
    await expect(ai.getByRole("listitem").filter({ hasText: "300" })).toContainText(
      "expire 31 Dec 2099, 00:00 CET",
    );
    await ai.getByText("View as table").click();
    const rows = ai.getByRole("table").getByRole("row");
    await expect(rows.nth(1)).toContainText("120.5");
    await expect(rows.nth(2)).toContainText("300");
  });

  test("explains a number by a sum whose terms lead to the history", async ({
    ownerPage: page,
    workspace,
  }) => {
    await debit(workspace, "automation.record", 30);
    await page.goto(workspace.path);
    await card(page, "Automation credits").getByRole("button", { name: "Why this number?" }).click();
    const dialog = page.getByRole("dialog", { name: /Automation credits/ });
    const terms = dialog.getByRole("definition");
    await expect(terms).toHaveText(["1,000", "−30", "0", "0", "0", "970"]);
    await expectAccessible(page);
    await dialog.getByRole("link", { name: "Used" }).click();
    await expect(page).toHaveURL(`${workspace.path}/history?type=automation&kind=debit`);
  });

  test("says what is used up and what waits, and that nothing is lost", async ({
    ownerPage: page,
    workspace,
  }) => {
    await page.goto(workspace.path);
    await expect(card(page, "Needs you")).toContainText("Nothing needs you");
    await debit(workspace, "automation.record", 1000);
    const needs = card(page, "Needs you");
    await expect(needs).toContainText("Automation credits are used up");
    await expect(needs).toContainText("Nothing is lost");
    await expect(card(page, "Automation credits")).toContainText("Used up");
    await expectAccessible(page);
    await needs.getByRole("link", { name: "Add credits" }).click();
    await expect(page).toHaveURL(`${workspace.path}/buy`);
  });

  test("warns of credits that will expire unused, with how many", async ({ ownerPage: page, workspace }) => {
    for (let day = 1; day <= 6; day += 1) {
      await debit(workspace, "automation.record", 10, { occurredAt: inDays(-day) });
    }
    await grant(workspace, "automation", "5000", { expiresAt: inDays(10) });
    await page.goto(workspace.path);
    await expect(card(page, "Needs you")).toContainText(
      /About [\d,]+ Automation credits will probably expire unused/,
    );
    await card(page, "Needs you").getByRole("link", { name: "See expiry" }).click();
    await expect(page).toHaveURL(`${workspace.path}/expiry`);
  });

  test("draws use by day, and the table behind the picture has the same numbers", async ({
    ownerPage: page,
    workspace,
  }) => {
    await debit(workspace, "automation.record", 40, { job: "feed" });
    await debit(workspace, "automation.record", 2, { job: "sync", occurredAt: inDays(-3) });
    await page.goto(workspace.path);
    const figure = page.getByRole("figure", { name: /Automation credits used by day/ });
    await expect(figure).toContainText("42 used");
    await figure.getByText("View as table").click();
    const rows = figure.getByRole("row");
    await expect(rows.nth(1)).toContainText("so far");
    await expect(rows.nth(1).getByRole("cell").last()).toHaveText("40");
    await expect(rows.nth(4).getByRole("cell").last()).toHaveText("2");
  });

  test("does not move when it arrives", async ({ ownerPage: page, workspace }) => {
    await debit(workspace, "automation.record", 40, { job: "feed" });
    await page.addInitScript(() => {
      Object.assign(window, { shift: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const { value, hadRecentInput } = Object.assign(
            { value: 0, hadRecentInput: false },
            entry.toJSON(),
          );
          if (!hadRecentInput) Object.assign(window, { shift: Reflect.get(window, "shift") + value });
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(workspace.path, { waitUntil: "networkidle" });
    expect(await page.evaluate(() => Reflect.get(window, "shift"))).toBeLessThanOrEqual(0.02);
  });
});

test.describe("the shell", () => {
  test("says when the balance no longer follows the ledger", async ({ ownerPage: page, workspace }) => {
    await page.goto(workspace.path);
    await page.route(`**${workspace.path}/balance`, (route) => route.abort());
    await expect(rail(page)).toContainText("Not updating", { timeout: 20_000 });
    await page.unroute(`**${workspace.path}/balance`);
    await expect(rail(page)).not.toContainText("Not updating");
  });

  test("opens the details of the balance", async ({ ownerPage: page, workspace }) => {
    await page.goto(workspace.path);
    await rail(page).click();
    const panel = page.getByRole("dialog", { name: "Balance" });
    await expect(panel.getByText("Held by running work").first()).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(panel).toBeHidden();
    await expect(rail(page)).toBeFocused();
  });

  test("is worked by keyboard: skip link and palette", async ({ ownerPage: page, workspace }) => {
    await page.goto(workspace.path);
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main")).toBeFocused();
    await page.keyboard.press("Control+k");
    const palette = page.getByRole("dialog", { name: "Go to or do" });
    await palette.getByRole("combobox").fill("hist");
    await expectAccessible(page);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(`${workspace.path}/history`);
    await expect(palette).toBeHidden();
  });

  test("keeps the chosen theme", async ({ ownerPage: page, workspace }) => {
    await page.goto(workspace.path);
    await page.getByRole("button", { name: "Your account" }).click();
    await page.getByRole("radio", { name: "Dark" }).check();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await page.reload();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  });

  test("signs out", async ({ ownerPage: page, workspace }) => {
    await page.goto(workspace.path);
    await page.getByRole("button", { name: "Your account" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/sign-in/);
    await page.goto(workspace.path);
    await expect(page).toHaveURL(/sign-in/);
  });

  test("has every screen and the balance on a phone", async ({ ownerPage: page, workspace }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(workspace.path);
    await expect(rail(page)).toContainText("AI50");
    await expect(rail(page)).toBeInViewport();
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("dialog", { name: "More" }).getByRole("link", { name: "Expiry" }).click();
    await expect(page).toHaveURL(`${workspace.path}/expiry`);
  });

  test("lets a member ask the owners instead of buying", async ({ page }) => {
    await signInToDemo(page, "member");
    await page.goto("/w/acme-home");
    await expect(page.getByRole("link", { name: "Add credits" })).toHaveCount(0);
    await page.getByRole("button", { name: "Ask an owner to top up" }).click();
    await expect(page.getByRole("status")).toContainText("a mail with a link to the packs");
    await expect(page.getByRole("button", { name: "Owners asked" })).toBeDisabled();
  });

  test("answers a foreign workspace like one that does not exist", async ({ ownerPage: page }) => {
    for (const path of ["", "/balance"]) {
      const [foreign, missing] = await Promise.all(
        ["nordlicht-outdoor", "no-such-workspace"].map((id) => page.request.get(`/w/${id}${path}`)),
      );
      expect(foreign?.status()).toBe(404);
      expect(missing?.status()).toBe(404);
    }
  });
});

test.describe("the overview of a busy workspace", () => {
  for (const scheme of ["light", "dark"] as const) {
    test(`is accessible and as wide as the window, ${scheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await signInToDemo(page, "owner");
      await page.goto("/w/acme-home");
      await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
      await expectFitting(page, [1280, 768, 360]);
    });
  }

  test("breaks no rule of the content policy", async ({ page }) => {
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await signInToDemo(page, "owner");
    await page.goto("/w/acme-home");
    await page.getByRole("button", { name: "Why this number?" }).first().click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("combobox")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("combobox")).toBeHidden();
    await page.getByRole("button", { name: "Your account" }).click();
    await page.getByRole("radio", { name: "Dark" }).check();
    expect(complaints).toEqual([]);
  });
});
