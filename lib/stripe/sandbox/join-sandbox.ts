// Several processes of one installation (one role each) share one sandbox: the first starts it, the others join it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { type Sandbox, type SandboxOptions, startSandbox } from "./start-sandbox.ts";

const PATIENCE_MS = 1_000;

export type JoinedSandbox = Pick<Sandbox, "apiBase" | "pages" | "close">;

/** Joins the sandbox that already runs on `storage`, or starts one there and leaves its address for the others. */
export async function joinSandbox(options: SandboxOptions & { storage: string }): Promise<JoinedSandbox> {
  const addressFile = join(options.storage, "address");
  const known = existsSync(addressFile) ? readFileSync(addressFile, "utf8").trim() : "";
  if (known !== "" && (await answers(known, options.secretKey))) return guest(known);
  const sandbox = await startSandbox(options);
  mkdirSync(options.storage, { recursive: true });
  writeFileSync(addressFile, `${sandbox.apiBase}\n`, { mode: 0o600 });
  return sandbox;
}

// Only a sandbox of the same data folder takes this key, so another program on a reused port is never mistaken for it.
async function answers(apiBase: string, secretKey: string): Promise<boolean> {
  try {
    const response = await fetch(`${apiBase}/v1/events?limit=1`, {
      headers: { authorization: `Bearer ${secretKey}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return response.ok;
  } catch {
    return false;
  }
}

function guest(apiBase: string): JoinedSandbox {
  const pass = getRequestListener((request) => {
    const { pathname, search } = new URL(request.url);
    return fetch(new Request(`${apiBase}${pathname}${search}`, request), { redirect: "manual" });
  });
  return { apiBase, pages: (request, response) => void pass(request, response), close: async () => {} };
}
