import type { Page } from "@playwright/test";
import { openStoryWorkspace } from "./setup/api.ts";
import { expect, expectAccessible, isTooWide, signInToDemo, test } from "./setup/fixtures.ts";
import { E2E } from "./setup/settings.ts";

const PROMO = { creditType: "ai", amount: "5", source: "promo", reason: "Story" };

/** Calls the API as whoever has the key; answers the status. */
async function statusOf(key: string, path: string, body?: unknown): Promise<number> {
  const response = await fetch(`${E2E.baseUrl}/api/v1${path}`, {
    method: body ? "POST" : "GET",
    headers: {
      Authorization: `Bearer ${key}`,
      ...(body ? { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() } : {}),
    },
    body: body ? JSON.stringify(body) : null,
  });
  return response.status;
}

/** Fills in the open form and answers the key that is shown. */
async function create(page: Page, name: string, fields: Record<string, string> = {}): Promise<string> {
  await page.getByRole("button", { name: "Create key" }).click();
  const form = page.getByRole("dialog", { name: "Create an API key" });
  await form.getByLabel("Name").fill(name);
  for (const [label, value] of Object.entries(fields)) await form.getByLabel(label).fill(value);
  await form.getByRole("button", { name: "Create key" }).click();
  const ready = page.getByRole("dialog", { name: `“${name}” is ready` });
  return (await ready.getByText(/^hr[pw]_[\w-]{43}$/).textContent()) ?? "";
}

const rowOf = (page: Page, name: string) => page.getByRole("row", { name: new RegExp(name) });

test("an owner makes a key, calls the API with it, revokes it, and it is refused at once", async ({
  ownerPage: page,
  workspace,
}) => {
  const foreign = await openStoryWorkspace();
  await page.goto(workspace.path);
  await page
    .getByRole("navigation", { name: "Screens" })
    .first()
    .getByRole("link", { name: "Settings" })
    .click();
  await expect(page).toHaveURL(`${workspace.path}/settings`);
  await expect(page.getByText("No API key yet")).toBeVisible();
  await expectAccessible(page);

  const key = await create(page, "Import server");
  await expect(page.getByText("It is shown this once and kept nowhere.")).toBeVisible();
  await expect(page.getByText(`/api/v1/workspaces/${workspace.id}/balance`)).toContainText(key);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Done" }).click();

  const balance = `/workspaces/${workspace.id}/balance`;
  expect(await statusOf(key, balance)).toBe(200);
  expect(await statusOf(key, `/workspaces/${workspace.id}/grants`, PROMO)).toBe(403);
  expect(await statusOf(key, `/workspaces/${foreign.id}/balance`)).toBe(404);

  await expect(rowOf(page, "Import server")).toContainText(`hrw_…${key.slice(-4)}`);
  await expect(rowOf(page, "Import server")).toContainText(`by ${workspace.owner}`);
  expect(await page.content()).not.toContain(key.slice(4, -4));
  // The last use is written behind the call's back.
  await expect(async () => {
    await page.reload();
    await expect(rowOf(page, "Import server")).not.toContainText("Never", { timeout: 1000 });
  }).toPass();
  expect(await page.content()).not.toContain(key.slice(4, -4));

  await page.getByRole("button", { name: "Revoke “Import server”" }).click();
  const dialog = page.getByRole("dialog", { name: "Revoke “Import server”" });
  await expect(dialog).toContainText(key.slice(-4));
  await expectAccessible(page);
  expect(await statusOf(key, balance)).toBe(200);
  await dialog.getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByText("“Import server” is revoked.")).toBeVisible();
  expect(await statusOf(key, balance)).toBe(401);
  await expect(rowOf(page, "Import server")).toContainText("Revoked");
  await expect(rowOf(page, "Import server").getByRole("button")).toHaveCount(0);
});

test("a key is copied with one press, and has the scopes that were ticked", async ({
  ownerPage: page,
  workspace,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`${workspace.path}/settings`);
  await page.getByRole("button", { name: "Create key" }).click();
  const form = page.getByRole("dialog", { name: "Create an API key" });
  await form.getByLabel("Read").uncheck();
  await form.getByLabel("Meter").uncheck();
  await form.getByRole("button", { name: "Create key" }).click();
  await expect(form.getByLabel("Name")).toHaveAccessibleDescription(/Give it a name/);
  await expect(form.getByRole("group", { name: "What it may do" })).toHaveAccessibleDescription(
    "Choose at least one.",
  );
  await expectAccessible(page);
  await form.getByLabel("Name").fill("Gate");
  await form.getByLabel("Meter").check();
  await form.getByRole("button", { name: "Create key" }).click();
  await page.getByRole("button", { name: "Copy key" }).click();
  await expect(page.getByText("Copied")).toBeVisible();
  const key = await page.evaluate(() => navigator.clipboard.readText());
  expect(key).toMatch(/^hrw_[\w-]{43}$/);
  const lines = [{ feature: "automation.record", quantity: 1 }];
  expect(await statusOf(key, `/workspaces/${workspace.id}/debits`, { lines })).toBe(201);
  expect(await statusOf(key, `/workspaces/${workspace.id}/usage`)).toBe(403);
  await page.keyboard.press("Escape");
  await expect(rowOf(page, "Gate")).toContainText("Meter");
  await expect(rowOf(page, "Gate")).not.toContainText("Read");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByText(key)).toHaveCount(0);
});

test("a member who is no owner is told who manages keys", async ({ page }) => {
  await signInToDemo(page, "member");
  await page.goto("/w/acme-home/settings");
  await expect(page.getByText("Owners manage API keys")).toBeVisible();
  await expect(page.getByRole("button", { name: "Create key" })).toHaveCount(0);
  await expectAccessible(page);
});

test("an admin makes a platform key for a reason, and it opens every workspace until it is revoked", async ({
  page,
  workspace,
}) => {
  await signInToDemo(page, "admin");
  await page.goto("/admin");
  await page.getByRole("link", { name: "API keys" }).click();
  await expect(page).toHaveURL(/\/admin\/api-keys$/);
  const name = `Staging ${workspace.id.slice(-6)}`;
  const key = await create(page, name, { Reason: "The staging backend" });
  await page.getByRole("button", { name: "Done" }).click();
  expect(await statusOf(key, `/workspaces/${workspace.id}/balance`)).toBe(200);
  expect(await statusOf(key, `/workspaces/${workspace.id}/grants`, PROMO)).toBe(201);
  await page.getByRole("button", { name: `Revoke “${name}”` }).click();
  const dialog = page.getByRole("dialog", { name: `Revoke “${name}”` });
  await dialog.getByRole("button", { name: "Revoke key" }).click();
  await expect(dialog.getByLabel("Reason")).toHaveAccessibleDescription(/Say why/);
  expect(await statusOf(key, `/workspaces/${workspace.id}/balance`)).toBe(200);
  await dialog.getByLabel("Reason").fill("Staging is gone");
  await dialog.getByRole("button", { name: "Revoke key" }).click();
  await expect(rowOf(page, name)).toContainText("Revoked");
  expect(await statusOf(key, `/workspaces/${workspace.id}/balance`)).toBe(401);
  await page.goto("/admin/audit");
  await expect(page.getByRole("row", { name: /API key revoked.*Staging is gone/ }).first()).toContainText(
    "All workspaces",
  );
  await expectAccessible(page);
});

test("an admin revokes a customer's key for a reason, from the customer's page", async ({
  browser,
  workspace,
  ownerPage,
}) => {
  await ownerPage.goto(`${workspace.path}/settings`);
  const key = await create(ownerPage, "Leaky script");
  const page = await (await browser.newContext()).newPage();
  await signInToDemo(page, "admin");
  await page.goto(`/admin/workspaces/${workspace.id}`);
  await page.getByRole("button", { name: "Revoke “Leaky script”" }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("Found in a public place");
  await page.getByRole("dialog").getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByText("“Leaky script” is revoked.")).toBeVisible();
  expect(await statusOf(key, `/workspaces/${workspace.id}/balance`)).toBe(401);
  await expect(page.getByRole("region", { name: "Audit log", exact: true })).toContainText(
    "Found in a public place",
  );
  await page.context().close();
});

test("an owner finds no platform keys, as if there were none", async ({ ownerPage: page }) => {
  expect((await page.goto("/admin/api-keys"))?.status()).toBe(404);
});

for (const [scheme, width] of [
  ["light", 360],
  ["dark", 1280],
] as const) {
  test(`API keys have no accessibility violation, ${scheme} at ${width}`, async ({
    ownerPage: page,
    workspace,
  }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${workspace.path}/settings`);
    await create(page, "Import server");
    await expectAccessible(page);
    expect(await isTooWide(page)).toBe(false);
    await page.getByRole("button", { name: "Done" }).click();
    await expect(rowOf(page, "Import server")).toBeVisible();
    await expectAccessible(page);
    expect(await isTooWide(page)).toBe(false);
  });
}
