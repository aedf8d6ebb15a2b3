import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { openStoryWorkspace, type StoryWorkspace } from "./api.ts";
import { E2E } from "./settings.ts";

type Fixtures = {
  /** A workspace of this story's own. */
  workspace: StoryWorkspace;
  /** The page, signed in as the workspace's owner by the link in a real mail. */
  ownerPage: Page;
};

/** `test` for stories: each has its own workspace, and nobody else's numbers. */
export const test = base.extend<Fixtures>({
  workspace: async ({ browserName: _ }, use) => {
    await use(await openStoryWorkspace());
  },
  ownerPage: async ({ page, workspace }, use) => {
    await signIn(page, workspace.owner, workspace.path);
    await use(page);
  },
});

export { expect };

/** Asks for a sign-in link, takes it out of the local mailbox, and follows it to `path`. */
export async function signIn(page: Page, email: string, path: string): Promise<void> {
  await page.goto(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
  await page.getByRole("textbox", { name: /e-mail/i }).fill(email);
  await page.getByRole("button", { name: /link/i }).click();
  const link = await signInLink(email);
  await page.goto(link);
  await expect(page).toHaveURL(`${E2E.baseUrl}${path}`);
}

/** The one-click sign-in of the demo; `label` is the button's, for example "Acme Home, owner". */
export async function signInToDemo(page: Page, label: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: label }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** The link in the newest mail to `email`; waits until the mail is there. */
async function signInLink(email: string): Promise<string> {
  let link: string | undefined;
  await expect
    .poll(async () => {
      link = (await newestMailTo(email))?.match(/https?:\/\/\S*\/api\/auth\/callback\/email\?\S+/)?.[0];
      return link;
    })
    .toBeDefined();
  return link ?? "";
}

async function newestMailTo(email: string): Promise<string | undefined> {
  const folder = join(E2E.env.HEADROOM_DATA_DIR, "mail");
  const files = await readdir(folder).catch(() => []);
  for (const file of files
    .filter((name) => name.endsWith(".json"))
    .sort()
    .reverse()) {
    const mail: { to: string; text: string } = JSON.parse(await readFile(join(folder, file), "utf8"));
    if (mail.to === email) return mail.text;
  }
  return undefined;
}

/** No accessibility violation on the page as it is now. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => ({ id, targets: nodes.map((node) => node.target.join(" ")) })),
  ).toEqual([]);
}

/** Whether the page itself scrolls sideways; what is wide must scroll inside its own region. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/** At each of these widths, the widest first, nothing is wider than the window; at both ends all of it is accessible. */
export async function expectFitting(page: Page, widths: readonly number[]): Promise<void> {
  for (const [index, width] of widths.entries()) {
    await page.setViewportSize({ width, height: 900 });
    expect([width, await isTooWide(page)]).toEqual([width, false]);
    if (index === 0 || index === widths.length - 1) await expectAccessible(page);
  }
}

/** The names of the tables that hold more than the window shows of them: their readers must scroll sideways. */
export function cutTables(page: Page): Promise<string[]> {
  return page
    .getByRole("region")
    .filter({ has: page.getByRole("table") })
    .evaluateAll((regions) =>
      regions
        .filter((region) => region.scrollWidth > region.clientWidth)
        .map((region) => region.getAttribute("aria-label") ?? ""),
    );
}
