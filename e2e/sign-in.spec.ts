import { type BrowserContext, type Page, request } from "@playwright/test";
import { callApi, openStoryWorkspace } from "./setup/api.ts";
import { askForLink, expect, expectAccessible, test } from "./setup/fixtures.ts";
import { E2E } from "./setup/settings.ts";

const sessionCookie = async (context: BrowserContext) =>
  (await context.cookies()).find(({ name }) => name.endsWith(".session"));

/** What the browser's console complains about, above all scripts and styles that the policy refused. */
function complaints(page: Page): string[] {
  const seen: string[] = [];
  page.on("console", (message) => {
    // The browser's driver tries its own scripts in the sandboxed preview of a mail, which is right to refuse them.
    if (message.type() === "error" && !message.text().includes("about:srcdoc")) seen.push(message.text());
  });
  page.on("pageerror", (error) => seen.push(error.message));
  return seen;
}

test.describe("signing in by a link", () => {
  test("goes from a page that wants it, over the mail, back to that page", async ({ page, workspace }) => {
    const seen = complaints(page);
    await page.goto(`${workspace.path}/usage`);
    await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/);
    await expectAccessible(page);
    await page.getByLabel("E-mail address").fill(` ${workspace.owner.toUpperCase()} `);
    await page.getByRole("button", { name: "Send sign-in link" }).click();
    await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
    await expect(page.getByText("within 30 minutes")).toBeVisible();
    await expectAccessible(page);
    await expect(async () => {
      await page.goto("/mail");
      await expect(page.getByText(`To ${workspace.owner}`)).toBeVisible({ timeout: 500 });
    }).toPass();
    await expectAccessible(page);
    const mine = page.getByRole("listitem").filter({ hasText: workspace.owner });
    await mine.getByRole("link", { name: /^Sign in to Headroom/ }).click();
    await expect(page.getByRole("heading", { name: "Plain-text part" })).toBeVisible();
    const mail = page.frameLocator("iframe");
    await mail.getByRole("link", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL(`${E2E.baseUrl}${workspace.path}/usage`);
    expect(seen).toEqual([]);
  });

  test("works once, and says so the second time", async ({ page, workspace, browser }) => {
    const link = await askForLink(page, workspace.owner, workspace.path);
    await page.goto(link);
    await expect(page).toHaveURL(`${E2E.baseUrl}${workspace.path}`);
    const elsewhere = await browser.newContext();
    const other = await elsewhere.newPage();
    await other.goto(link);
    await expect(
      other.getByText("That link has expired or was used already. Ask for a new one."),
    ).toBeVisible();
    await expect(other.getByLabel("E-mail address")).toBeVisible();
    await expectAccessible(other);
    await elsewhere.close();
  });

  test("tells a stranger nothing that it does not tell a member", async ({ page, workspace }) => {
    const answers = [];
    for (const email of [workspace.owner, "stranger@elsewhere.example"]) {
      await page.goto("/sign-in");
      await page.getByLabel("E-mail address").fill(email);
      await page.getByRole("button", { name: "Send sign-in link" }).click();
      await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
      answers.push([page.url(), await page.getByRole("main").textContent()]);
    }
    expect(answers[1]).toEqual(answers[0]);
    await page.goto("/mail");
    await expect(page.getByText("stranger@elsewhere.example")).toHaveCount(0);
    // As everywhere: day first, with the year, a 24-hour clock and its zone.
    await expect(page.getByRole("time").first()).toHaveText(/^\d{1,2} \w{3,4} 20\d\d, \d\d:\d\d:\d\d UTC$/);
  });

  test("asks for an address that can be one", async ({ page }) => {
    await page.goto("/sign-in");
    await page
      .locator("form")
      .first()
      .evaluate((form: HTMLFormElement) => {
        form.noValidate = true;
      });
    await page.getByLabel("E-mail address").fill("not an address");
    await page.getByRole("button", { name: "Send sign-in link" }).click();
    await expect(page.getByLabel("E-mail address")).toHaveAccessibleDescription(/Enter an e-mail address/);
    await expectAccessible(page);
  });
});

test.describe("the demo", () => {
  for (const [label, path] of [
    ["Acme Home, owner", "/w/acme-home"],
    ["Acme Home, member", "/w/acme-home"],
    ["Nordlicht Outdoor, owner", "/w/nordlicht-outdoor"],
    ["Platform admin", "/admin"],
  ] as const) {
    test(`signs in as ${label} with one click`, async ({ page }) => {
      await page.goto("/sign-in");
      await page.getByRole("button", { name: label }).click();
      await expect(page).toHaveURL(`${E2E.baseUrl}${path}`);
    });
  }
});

test.describe("a session", () => {
  test("is a cookie that no script reads, and ends with signing out", async ({
    ownerPage: page,
    workspace,
  }) => {
    const cookie = await sessionCookie(page.context());
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/", domain: "localhost" });
    await page.goto(workspace.path);
    expect(await page.evaluate(() => document.cookie)).not.toContain(cookie?.value);
    await page.getByRole("button", { name: "Your account" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(`${E2E.baseUrl}/sign-in`);
    expect(await sessionCookie(page.context())).toBeUndefined();
    // The token itself is worth nothing any more, wherever a copy of it may be.
    const thief = await request.newContext({
      extraHTTPHeaders: { cookie: `${cookie?.name}=${cookie?.value}` },
    });
    const answer = await thief.get(`${E2E.baseUrl}${workspace.path}`, { maxRedirects: 0 });
    expect(answer.status()).toBe(307);
    await thief.dispose();
  });

  test("of one workspace gets the same 404 for another's pages as for none", async ({ ownerPage: page }) => {
    const foreign = await openStoryWorkspace();
    const answers = [];
    for (const id of [foreign.id, "does-not-exist"]) {
      for (const screen of ["", "/usage", "/history", "/buy", "/expiry", "/playground"]) {
        const response = await page.goto(`/w/${id}${screen}`);
        answers.push([
          response?.status(),
          screen,
          /<title>.*?<\/title>/.exec((await response?.text()) ?? "")?.[0],
          await page.getByRole("main").textContent(),
        ]);
      }
      const balance = await page.request.get(`/w/${id}/balance`);
      const { code, message } = await balance.json();
      answers.push([balance.status(), code, message]);
    }
    expect(answers.every(([status]) => status === 404)).toBe(true);
    expect(answers.slice(7)).toEqual(answers.slice(0, 7));
    await expectAccessible(page);
    await page.goto("/admin");
    await expect(page.getByRole("heading", { name: "This page does not exist" })).toBeVisible();
  });

  test("finds its workspace at the root", async ({ ownerPage: page, workspace }) => {
    await page.goto("/");
    await expect(page).toHaveURL(`${E2E.baseUrl}${workspace.path}`);
    await page.goto("/sign-in");
    await expect(page).toHaveURL(`${E2E.baseUrl}${workspace.path}`);
  });
});

test.describe("a write", () => {
  for (const [name, origin] of [
    ["another site", "https://evil.example"],
    ["nowhere", undefined],
  ] as const) {
    test(`that ${name} started is refused`, async ({ page }) => {
      for (const path of ["/sign-in/link", "/sign-in/demo"]) {
        const answer = await page.request.post(path, {
          headers: origin ? { origin } : {},
          form: { email: "owner@acme.example", account: "admin" },
          maxRedirects: 0,
        });
        expect(answer.status()).toBe(403);
        expect(await answer.json()).toMatchObject({ ok: false, code: "bad_origin" });
      }
      expect(await sessionCookie(page.context())).toBeUndefined();
    });
  }

  test("leads only to pages of ours afterwards", async ({ page }) => {
    for (const target of [
      "https://evil.example/",
      "//evil.example",
      "/\\evil.example",
      "/..//evil.example",
    ]) {
      await page.goto(`/sign-in?callbackUrl=${encodeURIComponent(target)}`);
      await page.getByRole("button", { name: "Acme Home, member" }).click();
      await expect(page).toHaveURL(`${E2E.baseUrl}/w/acme-home`);
      await page.context().clearCookies();
    }
  });
});

test.describe("every page", () => {
  test("runs only scripts that carry its nonce", async ({ page }) => {
    const seen = complaints(page);
    for (const path of ["/sign-in", "/mail", "/"]) {
      const response = await page.goto(path);
      const policy = response?.headers()["content-security-policy"] ?? "";
      const nonce = /script-src 'self' 'nonce-([^']+)' 'strict-dynamic';/.exec(policy)?.[1];
      const scripts = (await response?.text())?.match(/<script[^>]*>/g) ?? [];
      expect(scripts.length).toBeGreaterThan(0);
      expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
    }
    expect(seen).toEqual([]);
  });

  test("that does not exist is a 404 with a way home", async ({ page }) => {
    const response = await page.goto("/no/such/page");
    expect(response?.status()).toBe(404);
    await page.getByRole("link", { name: "Go to the overview" }).click();
    await expect(page).toHaveURL(/\/sign-in$/);
  });

  test("and every answer to a program names the request", async ({ page }) => {
    const { body } = await callApi("GET", "/workspaces/does-not-exist/balance");
    expect(body).toMatchObject({ status: 404, code: "not_found", requestId: expect.any(String) });
    const response = await page.request.get("/sign-in", { headers: { "x-request-id": "story-4711" } });
    expect(response.headers()["x-request-id"]).toBe("story-4711");
  });
});
