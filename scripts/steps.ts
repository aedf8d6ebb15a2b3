import { type SpawnOptions, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The clone. */
export const ROOT = dirname(import.meta.dirname);
const TAIL_LINES = 25;

/** Says what failed, why, and what to do. Printed without a stack: it is written for the person at the terminal. */
export class StepError extends Error {
  override name = "StepError";
}

/** Runs one step, printing its name and how long it took; a failure names the step. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  process.stdout.write(`- ${title}\n`);
  try {
    const result = await work();
    process.stdout.write(`  ${title}: done in ${((performance.now() - started) / 1_000).toFixed(1)} s\n`);
    return result;
  } catch (error) {
    if (error instanceof StepError) throw error;
    throw new StepError(`${title} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** Runs a script's main function; a failure is printed and becomes exit code 1. */
export async function main(work: () => Promise<number | undefined>): Promise<void> {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`\n${text}\n`);
    process.exitCode = 1;
  }
}

export type Command = { file: string; args: readonly string[]; env?: Record<string, string> };

const children = new Set<ReturnType<typeof spawn>>();
// Whoever stops us stops what we run.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    for (const child of children) child.kill(signal);
  });
}

/** A command whose output goes to the terminal. Resolves with its exit code. */
export function runVisible(command: Command): Promise<number> {
  return exitCodeOf(command, { stdio: "inherit" }, () => undefined);
}

/** A command whose output matters only when it fails: then its last lines are in the error, with `wayOut`. */
export async function runQuiet(command: Command, wayOut: string): Promise<void> {
  let output = "";
  const code = await exitCodeOf(command, { stdio: ["ignore", "pipe", "pipe"] }, (chunk) => {
    output += chunk;
  });
  if (code === 0) return;
  const last = output.trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
  throw new Error(`exit code ${code}\n${last}\n${wayOut}`);
}

function exitCodeOf(
  command: Command,
  options: SpawnOptions,
  onOutput: (chunk: string) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...command.env };
    const child = spawn(command.file, command.args, { cwd: ROOT, env, ...options });
    children.add(child);
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => onOutput(String(chunk)));
    child.on("error", reject);
    child.on("close", (code) => {
      children.delete(child);
      resolve(code ?? 1);
    });
  });
}

/** A program of node_modules, run by our Node. */
export function ours(path: string, args: readonly string[], env: Record<string, string> = {}): Command {
  return { file: process.execPath, args: [join(ROOT, "node_modules", path), ...args], env };
}

/** Does `work` unless it was done for the same content of `inputs` before and `output` is still there. */
export async function whenChanged(
  title: string,
  { inputs, output, stamp }: { inputs: readonly string[]; output: string; stamp: string },
  work: () => Promise<void>,
): Promise<void> {
  const file = join(ROOT, stamp);
  const wanted = hashOf(inputs);
  if (existsSync(join(ROOT, output)) && existsSync(file) && readFileSync(file, "utf8") === wanted) return;
  await step(title, work);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, wanted);
}

function hashOf(paths: readonly string[]): string {
  const hash = createHash("sha256");
  const add = (path: string): void => {
    const full = join(ROOT, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) add(join(path, name));
    } else {
      hash.update(path).update("\0").update(readFileSync(full)).update("\0");
    }
  };
  for (const path of paths) add(path);
  return hash.digest("hex");
}
