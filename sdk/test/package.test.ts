import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ours, ROOT } from "../../scripts/steps.ts";

const folder = mkdtempSync(join(tmpdir(), "headroom-sdk-"));

function run(command: { file: string; args: readonly string[] }): string {
  const { status, stdout, stderr } = spawnSync(command.file, command.args, { cwd: ROOT, encoding: "utf8" });
  expect([status, stderr], stdout).toEqual([0, ""]);
  return stdout;
}

beforeAll(() => {
  run(ours("typescript/bin/tsc", ["-p", "sdk", "--outDir", join(folder, "dist")]));
  // As npm would install it.
  copyFileSync(join(ROOT, "sdk/package.json"), join(folder, "package.json"));
});

afterAll(() => rmSync(folder, { recursive: true }));

test("what is packed is plain JavaScript that a product can import", () => {
  const program = `
    import { Headroom, HeadroomError } from "@headroom/sdk";
    const fetch = async () => new Response('{"credits":{}}');
    const headroom = new Headroom({ baseUrl: "http://localhost:1", apiKey: "hrp_1", fetch });
    console.log(JSON.stringify(await headroom.balance("acme")), HeadroomError.name);
  `;
  writeFileSync(join(folder, "dist/program.js"), program);
  // A package may import itself by its name; and no TypeScript may be left in it.
  const file = join(folder, "dist/program.js");
  const output = run({ file: process.execPath, args: ["--no-strip-types", file] });
  expect(output).toBe('{"credits":{}} HeadroomError\n');
});

test("what is packed says its types, without those of Node", () => {
  const program = `
    import { Headroom, type Credits } from "@headroom/sdk";
    const headroom = new Headroom({ baseUrl: "http://localhost:1", apiKey: "hrp_1" });
    const { credits } = await headroom.balance("acme");
    export const left: Credits | undefined = credits.ai?.available;
    await headroom.grant("acme", { creditType: "ai", amount: "12.5", source: "promo", reason: "Hello" });
    // @ts-expect-error A number would lose digits.
    await headroom.grant("acme", { creditType: "ai", amount: 12.5, source: "promo", reason: "Hello" });
    // @ts-expect-error There is no such field.
    await headroom.debit("acme", { lines: [{ feature: "ai.text", tokens: 5 }] });
  `;
  writeFileSync(join(folder, "program.ts"), program);
  const compilerOptions = { noEmit: true, strict: true, module: "nodenext", target: "es2022", types: [] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] }));
  run(ours("typescript/bin/tsc", ["-p", folder]));
});
