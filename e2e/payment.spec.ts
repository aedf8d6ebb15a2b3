// Buying a pack through Checkout, with all that a buyer may do on the way.
import type { Page } from "@playwright/test";
import { availableOf, type StoryWorkspace, shown } from "./setup/api.ts";
import { cutTables, expect, expectAccessible, test } from "./setup/fixtures.ts";

const PACK = { name: "AI 2,000", price: "€49.00", credits: 2000 };

async function openCheckout(page: Page, workspace: StoryWorkspace): Promise<void> {
  await page.goto(`${workspace.path}/buy`);
  await page.getByRole("button", { name: `Buy for ${PACK.price}: ${PACK.name}` }).click();
  await expect(page.getByRole("heading", { name: `Pay ${PACK.price}` })).toBeVisible();
}

async function expectBought(page: Page, workspace: StoryWorkspace, times = 1): Promise<void> {
  await expect(page.getByText("Payment received")).toBeVisible();
  const { ai = "" } = await availableOf(workspace);
  expect(Number(ai)).toBe(50 + PACK.credits * times);
  await expect(page.getByRole("main").getByText(shown(ai), { exact: true })).toBeVisible();
}

test("an owner pays, comes back to the new balance, and the receipt says what was paid", async ({
  ownerPage: page,
  workspace,
}) => {
  await openCheckout(page, workspace);
  await expect(page.getByText("This is a sandbox")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await expectBought(page, workspace);
  await expectAccessible(page);
  const balance = shown((await availableOf(workspace)).ai ?? "");
  await expect(page.getByRole("complementary").getByRole("button")).toContainText(balance, {
    timeout: 3_000,
  });
  const receiptPage = page.waitForEvent("popup");
  await page.getByRole("link", { name: "Show the receipt" }).click();
  const receipt = await receiptPage;
  await expect(receipt.getByText(`${PACK.price} paid on`)).toBeVisible();
  await expectAccessible(receipt);
});

test("reloading the return page and going back after paying add nothing", async ({
  ownerPage: page,
  workspace,
}) => {
  await openCheckout(page, workspace);
  const checkout = page.url();
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await expectBought(page, workspace);
  await page.reload();
  await expectBought(page, workspace);
  await page.goBack();
  await page.goto(checkout);
  await expect(page.getByRole("heading", { name: "Already paid" })).toBeVisible();
  await page.getByRole("link", { name: "Back to Headroom" }).click();
  await expectBought(page, workspace);
});

test("a double click on Pay pays once", async ({ ownerPage: page, workspace }) => {
  await openCheckout(page, workspace);
  await page.getByRole("button", { name: "Pay", exact: true }).dblclick();
  await expectBought(page, workspace);
});

test("a declined card says so, and the next try pays", async ({ ownerPage: page, workspace }) => {
  await openCheckout(page, workspace);
  await page.getByRole("button", { name: "Decline" }).click();
  await expect(page.getByRole("alert")).toContainText("The bank declined the card");
  expect((await availableOf(workspace)).ai).toBe("50");
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await expectBought(page, workspace);
});

test("3-D Secure asks the bank: a refusal charges nothing, a confirmation pays", async ({
  ownerPage: page,
  workspace,
}) => {
  await openCheckout(page, workspace);
  await page.getByRole("button", { name: "3-D Secure" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Fail authentication" }).click();
  await expect(page.getByRole("alert")).toContainText("Nothing was charged");
  await page.getByRole("button", { name: "3-D Secure" }).click();
  await page.getByRole("button", { name: "Complete authentication" }).click();
  await expectBought(page, workspace);
});

test("an abandoned payment leads back to the packs, where it can be taken up again", async ({
  ownerPage: page,
  workspace,
}) => {
  await openCheckout(page, workspace);
  const checkout = page.url();
  await page.getByRole("link", { name: "Abandon" }).click();
  await expect(page).toHaveURL(/\/buy$/);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole("region", { name: "Packs bought or begun, newest first" })).toBeVisible();
  expect(await cutTables(page)).toEqual([]);
  await page.goto(`${workspace.path}/history/receipts`);
  await expect(page.getByRole("link", { name: "Continue to payment" })).toBeVisible();
  expect(await cutTables(page)).toEqual([]);
  await page.goto(`${workspace.path}/buy`);
  await page.getByRole("link", { name: `Continue to payment for ${PACK.name}` }).click();
  await expect(page).toHaveURL(checkout);
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await expectBought(page, workspace);
});

test("a payment that is not made yet says so, and one that cannot be looked up asks again by itself", async ({
  ownerPage: page,
  workspace,
}) => {
  await openCheckout(page, workspace);
  const session = page.url().split("/").at(-1) ?? "";
  await page.goto(`${workspace.path}/buy/return?session_id=${session}`);
  await expect(page.getByText("Not paid yet")).toBeVisible();
  await expectAccessible(page);
  await page.goto(`${page.url()}?ask=${session}`);
  await expect(page.getByText("Confirming your payment")).toBeVisible();
  await expectAccessible(page);
  await expect(page.getByText("Not paid yet")).toBeVisible();
  await page.getByRole("link", { name: "Continue to payment" }).click();
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await expectBought(page, workspace);
});

test("somebody else's payment is not found, exactly as one that does not exist", async ({
  ownerPage: page,
  workspace,
}) => {
  for (const path of [
    `${workspace.path}/buy/return?session_id=cs_test_none`,
    `${workspace.path}/buy/return`,
    `${workspace.path}/buy/return/unknown`,
    "/w/acme-home/buy/return?session_id=cs_test_none",
  ]) {
    expect((await page.goto(path))?.status()).toBe(404);
  }
});

test("the payment page works without scripts", async ({ browser, ownerPage: page, workspace }) => {
  await openCheckout(page, workspace);
  const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  const payment = await plain.newPage();
  await payment.goto(page.url());
  await payment.getByRole("button", { name: "Decline" }).click();
  await expect(payment.getByText("The bank declined the card")).toBeVisible();
  await plain.close();
});
