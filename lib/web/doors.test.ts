// Every way into the application asks who comes in. A door that is not built by one of our wrappers shows up here.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

type Source = { path: string; text: string };

const read = (pattern: string): Source[] =>
  globSync(pattern, { cwd: ROOT })
    .filter((path) => !/\.test\.tsx?$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));

/** Doors of their own kind: the signature is the permission; next-auth redeems links; Stripe leads a browser here by a link. */
const BY_THEMSELVES: Record<string, RegExp> = {
  "app/api/stripe/webhook/route.ts": /receiveWebhook\(body, request\.headers\.get\("stripe-signature"\)/,
  "app/api/auth/[...nextauth]/route.ts": /if \(!OPEN\.test\(/,
  "app/w/[workspace]/buy/return/route.ts": /await requireViewer\(/,
};

/** What is exported as a handler without `route` or `publicRoute`. */
function openHandlers({ path, text }: Source): string[] {
  const own = BY_THEMSELVES[path];
  if (own) return own.test(text) ? [] : [path];
  const handlers = [
    ...text.matchAll(/^export\s+(?:async\s+function|function|const|let)\s+([A-Z]+)\b(.*)$/gm),
  ];
  const open = handlers.filter(([, , rest = ""]) => !/^ = (?:route|publicRoute)[<(]/.test(rest));
  return open.map(([, name]) => `${path}: ${name}`);
}

/** What a "use server" file exports that neither is an action nor checks the origin by itself or by an action. */
function openActions({ path, text }: Source): string[] {
  const exported = [
    ...text.matchAll(/^export\s+(?:async\s+function|const)\s+(\w+)[\s\S]*?(?=^export|$(?![\s\S]))/gm),
  ];
  const wrapped = [...text.matchAll(/^(?:export )?const (\w+) = action\(/gm)].map(([, name]) => name);
  const asks = (body: string) =>
    body.includes("isSameOrigin(") || wrapped.some((name) => body.includes(`await ${name}(`));
  return exported.flatMap(([body, name = ""]) =>
    wrapped.includes(name) || asks(body) ? [] : [`${path}: ${name}`],
  );
}

/** A page of a workspace asks for its viewer and proves the workspace; a page of Admin asks for an admin. */
function openPages({ path, text }: Source): string[] {
  const needed = path.startsWith("app/admin/") ? ["requireAdmin("] : ["requireViewer(", "requireWorkspace("];
  return needed.every((call) => text.includes(`${call === "requireWorkspace(" ? "" : "await "}${call}`))
    ? []
    : [path];
}

test("every route handler is built by a wrapper, or is one of the three that ask by themselves", () => {
  const routes = read("app/**/route.ts");
  expect(routes.length).toBeGreaterThan(6);
  expect(routes.flatMap(openHandlers)).toEqual([]);
  for (const path of Object.keys(BY_THEMSELVES)) expect(routes.map((one) => one.path)).toContain(path);
});

test("every server action checks where it was started and who started it", () => {
  const files = read("{app,lib,components}/**/*.{ts,tsx}").filter(({ text }) =>
    /^\s*"use server";/m.test(text),
  );
  expect(files.length).toBeGreaterThan(5);
  expect(files.flatMap(openActions)).toEqual([]);
});

test("every page of a workspace and of Admin has its guard", () => {
  const pages = read("app/{w,admin}/**/{page,layout}.tsx");
  expect(pages.length).toBeGreaterThan(14);
  expect(pages.flatMap(openPages)).toEqual([]);
});

test("the checker sees a planted door of every kind", () => {
  const planted: [check: (source: Source) => string[], text: string, path?: string][] = [
    [openHandlers, "export async function POST(request: Request) {}"],
    [openHandlers, "export const GET = async () => new Response();"],
    [openHandlers, "export async function POST() { /* no signature */ }", "app/api/stripe/webhook/route.ts"],
    [
      openActions,
      `"use server";\nexport async function grant(form: FormData) {\n  await grantPromo(form);\n}\n`,
    ],
    [openActions, `"use server";\nexport const ask = async (id: string) => askTopUp(id);\n`],
    [
      openActions,
      `"use server";\nexport const a = action(z.string(), f);\nexport const b = (id: string) => f(id);\n`,
    ],
    [openPages, "await requireViewer(); params.workspace", "app/w/[workspace]/page.tsx"],
    [openPages, "await requireViewer();", "app/admin/page.tsx"],
  ];
  for (const [check, text, path = "app/x/route.ts"] of planted)
    expect(check({ path, text }), text).toHaveLength(1);
});
