import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type APIResponse, test as base, expect, type Page } from "@playwright/test";
import { openStoryWorkspace, type StoryWorkspace } from "./api.ts";
import { E2E } from "./settings.ts";

type Fixtures = {
  /** A workspace of this story's own. */
  workspace: StoryWorkspace;
  /** The browser, signed in as the workspace's owner by the link in a real mail; it shows no page yet. */
  ownerPage: Page;
};

/** `test` for stories: each has its own workspace, and nobody else's numbers. */
export const test = base.extend<Fixtures>({
  page: async ({ page }, use) => {
    await use(answering(page));
  },
  workspace: async ({ browserName: _ }, use) => {
    await use(await openStoryWorkspace());
  },
  ownerPage: async ({ page, workspace }, use) => {
    await signIn(page, workspace.owner);
    await use(page);
  },
});

export { expect };

/** The page, whose `goto` and `reload` also wait until it answers: a press before React has taken the page over is lost. */
function answering(page: Page): Page {
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  page.goto = async (...args) => {
    const response = await goto(...args);
    await answers(page);
    return response;
  };
  page.reload = async (...args) => {
    const response = await reload(...args);
    await answers(page);
    return response;
  };
  return page;
}

/** Waits until React has taken over every button of the page. */
async function answers(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const isTaken = (element: Element) => Object.keys(element).some((key) => key.startsWith("__reactProps"));
    return !("__next_f" in window) || [...document.querySelectorAll("button")].every(isTaken);
  });
}

/** Signs in by the link of a real mail; the pages on the way have stories of their own. */
export async function signIn(page: Page, email: string): Promise<void> {
  await followLink(page, await askForLink(page, email));
}

/** Asks for a sign-in link and takes it out of the local mailbox. */
export async function askForLink(page: Page, email: string, callbackUrl = "/"): Promise<string> {
  await postForm(page, "/sign-in/link", { email, callbackUrl });
  return signInLink(email);
}

const DEMO_ACCOUNTS = { owner: "acme-owner", member: "acme-member", admin: "admin" } as const;

/** Signs in to one of the demo's accounts: Acme Home's owner or member, or the platform admin. */
export async function signInToDemo(page: Page, who: keyof typeof DEMO_ACCOUNTS): Promise<void> {
  const answer = await postForm(page, "/sign-in/demo", { account: DEMO_ACCOUNTS[who], callbackUrl: "/" });
  await followLink(page, answer.headers().location ?? "");
}

async function postForm(page: Page, path: string, form: Record<string, string>): Promise<APIResponse> {
  const answer = await page.request.post(path, { form, headers: { Origin: E2E.baseUrl }, maxRedirects: 0 });
  expect(answer.status()).toBe(303);
  return answer;
}

/** Follows a sign-in link up to its cookie, not on to the page it leads to. */
async function followLink(page: Page, link: string): Promise<void> {
  const answer = await page.request.get(link, { maxRedirects: 0 });
  expect(answer.headers()["set-cookie"]).toContain(".session");
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
  // No page of ours frames another's: then axe needs no page of its own to join the results.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await axe.analyze();
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
