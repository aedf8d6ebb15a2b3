// Arrows point down only. Loosening this table to make a change pass is how a codebase stops being readable.
import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";

const ROOT = dirname(import.meta.dirname);

type Rule = { may: readonly string[]; types?: readonly string[] };

/** What each layer may import besides itself; `types` may be imported as types only. */
const RULES: Record<string, Rule> = {
  "lib/core": { may: [] },
  "lib/env": { may: [] },
  "lib/data-folder": { may: [] },
  "lib/secrets": { may: ["lib/data-folder"] },
  "lib/texts": { may: ["messages"] },
  "lib/log": { may: ["lib/env"] },
  "lib/db": { may: ["lib/core", "lib/env", "lib/data-folder", "lib/secrets", "lib/log"] },
  "lib/mail": { may: ["lib/core", "lib/env", "lib/log", "lib/texts", "lib/db"] },
  "lib/stripe": { may: ["lib/core", "lib/env", "lib/log", "lib/texts", "lib/db", "messages"] },
  "lib/ledger": { may: ["lib/core", "lib/env", "lib/log", "lib/db"] },
  "lib/commands": {
    may: ["lib/core", "lib/env", "lib/log", "lib/texts", "lib/db", "lib/mail", "lib/stripe", "lib/ledger"],
  },
  "lib/queries": { may: ["lib/core", "lib/env", "lib/log", "lib/db", "lib/ledger", "lib/stripe"] },
  "lib/auth": { may: ["lib/core", "lib/env", "lib/log", "lib/texts", "lib/db", "lib/mail"] },
  "lib/web": { may: ["lib/core", "lib/env", "lib/log", "lib/texts", "lib/db", "lib/auth", "messages"] },
  "lib/api": {
    may: [
      "lib/core",
      "lib/env",
      "lib/log",
      "lib/texts",
      "lib/db",
      "lib/ledger",
      "lib/commands",
      "lib/queries",
      "lib/web",
    ],
  },
  "lib/jobs": {
    may: [
      "lib/core",
      "lib/env",
      "lib/log",
      "lib/db",
      "lib/ledger",
      "lib/mail",
      "lib/commands",
      "lib/queries",
    ],
  },
  components: { may: ["lib/core", "messages"], types: ["lib/queries"] },
  app: {
    may: [
      "components",
      "lib/core",
      "lib/env",
      "lib/log",
      "lib/texts",
      "lib/mail",
      "lib/auth",
      "lib/web",
      "lib/commands",
      "lib/queries",
      "messages",
    ],
  },
};

type Import = { target: string; typeOnly: boolean };
type Source = { path: string; text: string };

const IMPORT =
  /(?:^|[;\n])\s*(import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;

function importsOf({ text }: Source): Import[] {
  return [...text.matchAll(IMPORT)].map(([, , type, plain, dynamic]) => ({
    target: plain ?? dynamic ?? "",
    typeOnly: type !== undefined,
  }));
}

/** "lib/core" of "lib/core/credits.ts"; "lib/env" of "lib/env.ts"; "app" of "app/page.tsx". */
function layerOf(path: string): string {
  const [top = "", second = ""] = path.split("/");
  return top === "lib" ? `lib/${second.replace(/\.tsx?$/, "")}` : top;
}

function resolveTarget(path: string, target: string): string | null {
  if (target.startsWith("#")) return target.slice(1);
  return target.startsWith(".") ? join(dirname(path), target) : null;
}

/** One sentence for every import that breaks a rule. */
function violations(source: Source): string[] {
  const layer = layerOf(source.path);
  const rule = RULES[layer];
  if (!rule) return source.path.startsWith("lib/") ? [`${source.path}: ${layer} is not a known layer`] : [];
  return importsOf(source).flatMap(({ target, typeOnly }) => {
    const resolved = resolveTarget(source.path, target);
    if (resolved === null) return packageViolations(source.path, layer, target);
    const to = layerOf(resolved);
    const allowed = to === layer || rule.may.includes(to) || (typeOnly && rule.types?.includes(to));
    return allowed ? [] : [`${source.path}: ${layer} may not import ${to} (${target})`];
  });
}

function packageViolations(path: string, layer: string, target: string): string[] {
  if (layer === "lib/core") return [`${path}: core imports no package (${target})`];
  const isChart = path.startsWith("components/charts/");
  return target === "recharts" && !isChart ? [`${path}: only components/charts imports recharts`] : [];
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$|\/(test-[\w-]+|[\w-]+-for-tests)\.ts$/.test(path);
}

const sources: Source[] = globSync("{app,components,lib}/**/*.{ts,tsx}", { cwd: ROOT })
  .filter((path) => !path.startsWith("lib/db/generated") && !isTest(path))
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));

test("every import points down", () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.flatMap(violations)).toEqual([]);
});

test("there is no drawer for things without a name, and no barrel", () => {
  const named = sources.filter(({ path }) =>
    /(^|\/)(utils?|helpers?|misc|common|.*V2)(\/|\.tsx?$)/.test(path),
  );
  const barrels = sources.filter(({ path }) => /^index\.tsx?$/.test(basename(path)));
  expect([...named, ...barrels].map(({ path }) => path)).toEqual([]);
});

test("the checker sees a planted arrow of every form", () => {
  const planted: Source[] = [
    { path: "lib/core/a.ts", text: `import { pool } from "#lib/db/pool.ts";` },
    { path: "lib/core/a.ts", text: `import {\n  v7,\n} from "uuid";` },
    { path: "lib/core/a.ts", text: `import type { Pool } from "../db/pool.ts";` },
    { path: "lib/ledger/a.ts", text: `export { buy } from "#lib/commands/buy-pack.ts";` },
    { path: "lib/db/a.ts", text: `const page = await import("#lib/queries/balance.ts");` },
    { path: "components/ui/a.tsx", text: `import { getBalance, type X } from "#lib/queries/balance.ts";` },
    { path: "components/usage/a.tsx", text: `import { Bar } from "recharts";` },
    { path: "app/page.tsx", text: `import "#lib/db/pool.ts";` },
    { path: "lib/unheard-of/a.ts", text: "" },
  ];
  for (const source of planted) expect(violations(source), source.text).toHaveLength(1);
  const fine = { path: "components/a.tsx", text: `import type { X } from "#lib/queries/balance.ts";` };
  expect(violations(fine)).toEqual([]);
});
