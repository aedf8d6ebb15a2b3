import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readContract } from "./contract.ts";
import { generate } from "./prepare.ts";
import { toSource } from "./sdk-source.ts";
import { main, ours, ROOT } from "./steps.ts";

/** What is made of the API's schemas and kept in the repository, by path: the client's types, and what /docs shows. */
export async function generatedFiles(): Promise<Map<string, string>> {
  const contract = await readContract();
  return new Map([
    ["sdk/src/generated.ts", format("generated.ts", toSource(contract))],
    ["app/docs/openapi.json", format("openapi.json", JSON.stringify(contract))],
  ]);
}

/** As Biome writes it, so that a check of the format finds nothing. */
function format(name: string, text: string): string {
  const { file, args } = ours("@biomejs/biome/bin/biome", ["format", `--stdin-file-path=${name}`]);
  const { status, stdout, stderr } = spawnSync(file, args, { cwd: ROOT, input: text, encoding: "utf8" });
  if (status !== 0) throw new Error(`Biome could not format ${name}: ${stderr}`);
  return stdout;
}

if (import.meta.main) {
  await main(async () => {
    await generate();
    for (const [path, text] of await generatedFiles()) {
      writeFileSync(join(ROOT, path), text);
      process.stdout.write(`${path}\n`);
    }
    return 0;
  });
}
