import type { Page } from "@playwright/test";
import { availableOf, callApi, debit, grant, type StoryWorkspace, shown } from "./setup/api.ts";
import { expect, expectAccessible, isTooWide, signInToDemo, test } from "./setup/fixtures.ts";

type Kind = "ai_edit" | "agent" | "import" | "schedule";

const status = (page: Page) => page.getByRole("main").getByRole("status");
const start = (page: Page) =>
  page.getByRole("button", { name: /^(Start run|Run once now|Run [\d,]+ records)$/ });

/** Opens the form of a kind of run, fills it in and asks what it costs. */
async function estimate(
  page: Page,
  { path }: StoryWorkspace,
  kind: Kind,
  fields: Record<string, string>,
): Promise<void> {
  await page.goto(`${path}/playground?run=${kind}`);
  for (const [label, value] of Object.entries(fields)) {
    const control = page.getByLabel(label, { exact: true });
    if ((await control.evaluate((element) => element.tagName)) === "SELECT")
      await control.selectOption(value);
    else await control.fill(value);
  }
  await page.getByRole("button", { name: "Estimate" }).click();
}

const feed = (records: string, unchanged: string) => ({ Records: records, "Unchanged records": unchanged });

test.describe("a run that the balance covers", () => {
  const cases: [Kind, Record<string, string>, "ai" | "automation", string][] = [
    ["import", feed("2000", "1940"), "automation", "60"],
    ["agent", { Attributes: "250" }, "ai", "2.5"],
    [
      "ai_edit",
      {
        Products: "100",
        "Input tokens per product": "1200",
        "Cached input tokens per product": "800",
        "Output tokens per product": "300",
        Model: "mistral-small",
      },
      "ai",
      "2.18",
    ],
    ["schedule", { "Records per run": "10", "Unchanged records per run": "4" }, "automation", "7"],
  ];
  for (const [kind, fields, type, cost] of cases) {
    test(`${kind}: costs what was estimated, and the ledger agrees`, async ({
      ownerPage: page,
      workspace,
    }) => {
      const before = await availableOf(workspace);
      await estimate(page, workspace, kind, fields);
      await expect(status(page)).toContainText(
        `This run costs ${cost} ${type === "ai" ? "AI" : type} credits`,
      );
      expect(await availableOf(workspace)).toEqual(before);
      await start(page).click();
      await expect(status(page)).toContainText(`${cost} ${type === "ai" ? "AI" : type} credits debited`);
      const after = (await availableOf(workspace))[type] ?? "";
      expect(Number(after)).toBeCloseTo(Number(before[type]) - Number(cost), 6);
      await expect(status(page)).toContainText(`${shown(before[type] ?? "")} before, ${shown(after)} now`);
      await expect(page.getByRole("table", { name: /Lots the credits came from/ })).toContainText(`Starter`);
      await expect(page.getByRole("button", { name: /^Available/ })).toContainText(shown(after), {
        timeout: 3_000,
      });
      await expect(start(page)).toBeDisabled();
      await expectAccessible(page);
    });
  }

  test("leads to the receipt of its debit", async ({ ownerPage: page, workspace }) => {
    await estimate(page, workspace, "import", feed("12", "0"));
    await start(page).click();
    await page.getByRole("link", { name: "Receipt of this debit" }).click();
    await expect(page).toHaveURL(/\/history\/[0-9a-f-]{36}$/);
    await expect(page.getByRole("main")).toContainText("12");
  });

  test("pressed twice at once starts once", async ({ ownerPage: page, workspace }) => {
    await estimate(page, workspace, "import", feed("100", "0"));
    await start(page).dblclick();
    await expect(status(page)).toContainText("100 automation credits debited");
    expect((await availableOf(workspace)).automation).toBe("900");
  });

  test("names every lot in the order they burn", async ({ ownerPage: page, workspace }) => {
    await grant(workspace, "automation", "30", { expiresAt: "2099-01-01T00:00:00Z" });
    await estimate(page, workspace, "import", feed("100", "0"));
    await start(page).click();
    const rows = page.getByRole("table", { name: /Lots the credits came from/ }).getByRole("row");
    await expect(rows.nth(1)).toContainText("Promotion");
    await expect(rows.nth(1)).toContainText("1 Jan 2099, 01:00 CET");
    await expect(rows.nth(1).getByRole("cell").last()).toHaveText("30");
    await expect(rows.nth(2).getByRole("cell").last()).toHaveText("70");
  });

  test("says that results discarded later still count", async ({ ownerPage: page, workspace }) => {
    await estimate(page, workspace, "agent", { Attributes: "100" });
    await expect(page.getByText("discarded in review later still count")).toBeVisible();
  });
});

test.describe("short of credits", () => {
  test("it says so before anything starts, and leads to the pack that covers it", async ({
    ownerPage: page,
    workspace,
  }) => {
    await estimate(page, workspace, "import", feed("25000", "0"));
    await expect(page.getByRole("main").getByRole("alert")).toContainText(
      "Short of 24,000 automation credits",
    );
    await expect(start(page)).toBeDisabled();
    await expect(start(page)).toHaveAccessibleDescription("Not enough credits to start.");
    await expectAccessible(page);
    expect((await availableOf(workspace)).automation).toBe("1000");
    await page.getByRole("link", { name: "Buy Automation 50,000 for €99.00" }).click();
    await expect(page.getByText("Short of 24,000 automation credits")).toBeVisible();
    await expect(page.getByRole("region", { name: "Automation 50,000" })).toContainText("Fits");
  });

  test("an import can run what the balance covers", async ({ ownerPage: page, workspace }) => {
    await page.goto(`${workspace.path}/playground?run=import`);
    await page.getByLabel("Records", { exact: true }).fill("2000");
    await page.getByLabel("Unchanged records").fill("0");
    await page.getByLabel(/run what the balance covers/).check();
    await page.getByRole("button", { name: "Estimate" }).click();
    await expect(status(page)).toContainText("The balance covers 1,000 of 2,000 records");
    await page.getByRole("button", { name: "Run 1,000 records" }).click();
    await expect(status(page)).toContainText("1,000 of 2,000 records were run");
    expect((await availableOf(workspace)).automation).toBe("0");
  });

  test("what was spent elsewhere since the estimate stops the start, and says what is so now", async ({
    ownerPage: page,
    workspace,
  }) => {
    await estimate(page, workspace, "import", feed("900", "0"));
    await expect(status(page)).toContainText("This run costs 900");
    await debit(workspace, "automation.record", 200);
    await start(page).click();
    await expect(page.getByText("Nothing was started.")).toBeVisible();
    await expect(page.getByText("Short of 100 automation credits")).toBeVisible();
    expect((await availableOf(workspace)).automation).toBe("800");
  });

  test("a schedule says what a month costs and how often it runs", async ({ ownerPage: page, workspace }) => {
    await estimate(page, workspace, "schedule", { Runs: "quarter_hour" });
    const month = page.getByRole("heading", { name: /on this schedule$/ }).locator("..");
    await expect(month).toContainText("That is 96 times the runs of a daily schedule.");
    await expect(month).toContainText("The balance covers 1,000 runs.");
    await expect(month).toContainText(
      /For the whole month the balance is short of 1,\d{3} automation credits/,
    );
    await page.getByLabel("Runs", { exact: true }).selectOption("daily");
    await page.getByRole("button", { name: "Estimate" }).click();
    await expect(month).toContainText("That is one run a day.");
    await expect(month).toContainText(/Runs(28|29|30|31)/);
  });
});

test.describe("a form that is wrong", () => {
  const wrong = [
    ["-5", "0", "a count cannot be negative"],
    ["1.0000001", "0", "without decimals"],
    ["many", "0", "in digits only"],
    ["0", "0", "Enter at least 1"],
    ["1000000000001", "0", "At most 1,000,000,000,000"],
    ["10", "11", "No more than the records"],
  ] as const;

  test("says so at the field, keeps what was typed, and nothing happens", async ({
    ownerPage: page,
    workspace,
  }) => {
    await page.goto(`${workspace.path}/playground?run=import`);
    for (const [records, unchanged, sentence] of wrong) {
      await page.getByLabel("Records", { exact: true }).fill(records);
      await page.getByLabel("Unchanged records").fill(unchanged);
      await page.getByRole("button", { name: "Estimate" }).click();
      await expect(page.getByText(sentence)).toBeVisible();
      const field = page.getByLabel(unchanged === "11" ? "Unchanged records" : "Records", { exact: true });
      await expect(field).toHaveAccessibleDescription(new RegExp(sentence));
      await expect(field).toHaveValue(unchanged === "11" ? unchanged : records);
      await expect(start(page)).toHaveCount(0);
    }
    expect((await availableOf(workspace)).automation).toBe("1000");
    await expectAccessible(page);
  });

  test("a changed form must be estimated again", async ({ ownerPage: page, workspace }) => {
    await estimate(page, workspace, "import", feed("10", "0"));
    await expect(start(page)).toBeEnabled();
    await page.getByLabel("Records", { exact: true }).fill("20");
    await expect(start(page)).toBeDisabled();
    await expect(start(page)).toHaveAccessibleDescription("Estimate again first.");
    await page.getByRole("button", { name: "Estimate" }).click();
    await start(page).click();
    await expect(status(page)).toContainText("20 automation credits debited");
    expect((await availableOf(workspace)).automation).toBe("980");
  });
});

test("the workspace's own agents and jobs can be chosen, and the run stands under them", async ({
  ownerPage: page,
  workspace,
}) => {
  await debit(workspace, "automation.record", 1, { job: "supplier-feed" });
  await estimate(page, workspace, "import", { ...feed("7", "0"), Job: "supplier-feed" });
  await start(page).click();
  await expect(status(page)).toContainText("7 automation credits debited");
  const usage = await callApi("GET", `/workspaces/${workspace.id}/usage?groupBy=job`);
  expect(usage.body.rows).toMatchObject([{ job: "supplier-feed", credits: { automation: "8" }, events: 2 }]);
});

test("a platform admin looks at the Playground and starts nothing", async ({ page }) => {
  await signInToDemo(page, "admin");
  await page.goto("/w/nordlicht-outdoor/playground");
  await expect(page.getByText("Only members of this workspace can plan and start runs")).toBeVisible();
  await expect(page.getByRole("button", { name: "Estimate" })).toHaveCount(0);
});

test("a foreign Playground is not found", async ({ ownerPage: page }) => {
  for (const id of ["acme-home", "no-such-workspace"]) {
    expect((await page.goto(`/w/${id}/playground`))?.status()).toBe(404);
  }
});

for (const [scheme, width] of [
  ["light", 360],
  ["dark", 1280],
] as const) {
  test(`the Playground has no accessibility violation, ${scheme} at ${width}`, async ({
    ownerPage: page,
    workspace,
  }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    await estimate(page, workspace, "schedule", { "Records per run": "500" });
    await expect(page.getByText("96 times the runs")).toBeVisible();
    await expect(page.getByText("This run costs")).toBeInViewport();
    await expectAccessible(page);
    expect(await isTooWide(page)).toBe(false);
  });
}
