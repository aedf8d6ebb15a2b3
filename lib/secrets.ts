// Secrets that a local start makes for itself, so that nobody has to invent them: kept in <dataDir>/secrets.json, mode 600.
import { randomBytes } from "node:crypto";
import { chmodSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { prepareDataFolder } from "#lib/data-folder.ts";

const file = z.record(z.string(), z.string());

/** The secret of that name in the data folder; made on first use. URL-safe, 256 bits. */
export function localSecret(dataDir: string, name: string): string {
  const path = join(prepareDataFolder(dataDir), "secrets.json");
  const secrets = readSecrets(path);
  const known = secrets[name];
  if (known !== undefined) return known;
  const made = randomBytes(32).toString("base64url");
  // Written aside and renamed, so that a crash never leaves half a file.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify({ ...secrets, [name]: made }, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
  return made;
}

function readSecrets(path: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
  const parsed = file.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new Error(
      `${path} is damaged. Restore it from a backup; without it the embedded database cannot be opened.`,
    );
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
