import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chownSync, mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Place } from "./place.ts";
import { ClusterError, exitOf, spawnOptions, tail, WAY_OUT } from "./programs.ts";

/** Makes a cluster in `place.data`, whole or not at all: initdb works aside and the result is renamed. */
export async function createCluster(place: Place, superuserPassword: string): Promise<void> {
  const draft = `${place.data}.new`;
  const passwordFile = `${place.data}.${randomUUID()}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, superuserPassword, { mode: 0o600 });
  if (place.runAs)
    for (const path of [draft, passwordFile]) chownSync(path, place.runAs.uid, place.runAs.gid);
  try {
    await runInitdb(place, draft, passwordFile);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
  rmdirSync(place.data);
  renameSync(draft, place.data);
}

async function runInitdb(place: Place, data: string, passwordFile: string): Promise<void> {
  const flags = [
    `--pgdata=${data}`,
    `--pwfile=${passwordFile}`,
    "--username=postgres",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
    "--lc-messages=C",
  ];
  const child = spawn(join(place.programs, "bin", "initdb"), flags, {
    ...spawnOptions(place),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const code = await exitOf(child);
  if (code !== 0) {
    throw new ClusterError(`initdb could not make a database in ${data}:\n${tail(output)}\n${WAY_OUT}`);
  }
}
