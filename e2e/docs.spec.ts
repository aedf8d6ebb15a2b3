import { expect, expectAccessible, isTooWide, test } from "./setup/fixtures.ts";
import { E2E } from "./setup/settings.ts";

test.describe("the API's reference", () => {
  test("shows every call to whoever comes, and asks nothing of another host", async ({ page, request }) => {
    const hosts = new Set<string>();
    const complaints: string[] = [];
    page.on("request", (asked) => hosts.add(new URL(asked.url()).origin));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.goto("/docs");
    await expect(page.getByRole("heading", { level: 1, name: "API reference" })).toBeVisible();
    const { paths } = await (await request.get("/api/v1/openapi.json")).json();
    for (const [path, methods] of Object.entries<Record<string, { summary: string }>>(paths)) {
      for (const [method, { summary }] of Object.entries(methods)) {
        const call = page.getByRole("region", { name: summary, exact: true });
        await expect(call.getByText(method.toUpperCase(), { exact: true })).toBeVisible();
        await expect(call.getByText(path, { exact: true })).toBeVisible();
        await expect(call.getByText(`'${E2E.baseUrl}/api/v1/`)).toBeVisible();
      }
    }
    await page.waitForLoadState("networkidle");
    expect([...hosts]).toEqual([E2E.baseUrl]);
    expect(complaints).toEqual([]);
  });

  test("leads from its contents to each place, and from each code to what it means", async ({ page }) => {
    await page.goto("/docs");
    const broken = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')]
        .map((link) => link.hash.slice(1))
        .filter((id) => !document.getElementById(id)),
    );
    expect(broken).toEqual([]);
    await page
      .getByRole("navigation", { name: "Contents" })
      .getByRole("link", { name: "Spend credits now" })
      .click();
    const debit = page.getByRole("region", { name: "Spend credits now" });
    await expect(debit).toBeInViewport();
    await debit.getByRole("link", { name: "insufficient_credits" }).click();
    await expect(page.getByRole("row", { name: /^insufficient_credits 402/ })).toBeInViewport();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`is legible on a phone, ${colorScheme}`, async ({ browser }) => {
      const context = await browser.newContext({
        colorScheme,
        baseURL: E2E.baseUrl,
        viewport: { width: 390, height: 844 },
      });
      const page = await context.newPage();
      await page.goto("/docs");
      await expect(page.locator("html")).toHaveAttribute("data-theme", colorScheme);
      expect(await isTooWide(page)).toBe(false);
      await expectAccessible(page);
      await context.close();
    });
  }
});
