// For tests: one HTTP exchange, and what is known after it.
import { Agent, request } from "node:http";

/** No answer may take longer, whatever is down. */
export const LONGEST_MS = 10_000;

/** What a caller asks, under a key of its own unless it only reads. */
export type Ask = {
  kind: "workspace" | "grant" | "debit" | "batch" | "hold" | "capture" | "release";
  method: "POST" | "PUT";
  workspace: string;
  path: string;
  key: string;
  body: string;
};

export type Told = { status: number; body: string; replayed: boolean };

/** `lost`: the connection ended without an answer, so nobody knows whether it happened. */
type Exchange = ({ told: Told } | { lost: string }) & { ms: number };

export type Wire = {
  send(ask: Ask, url: string): Promise<Exchange>;
  get(path: string, url: string): Promise<Told>;
  close(): void;
};

/** Keeps its connections open, like a product's backend does. */
export function openWire(platformKey: string): Wire {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const exchange = (url: string, method: string, headers: Record<string, string>, body?: string) =>
    new Promise<Told>((resolve, reject) => {
      const signal = AbortSignal.timeout(LONGEST_MS);
      const sent = request(url, { method, agent, signal, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () => {
          const replayed = answer.headers["idempotent-replayed"] === "true";
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8"), replayed });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  const authorization = { Authorization: `Bearer ${platformKey}` };
  return {
    async send({ method, path, key, body }, url) {
      const started = performance.now();
      const headers = {
        ...authorization,
        "Content-Type": "application/json",
        "Idempotency-Key": key,
        // Refusals name the request; with one name a key, two answers can be compared byte for byte.
        "X-Request-Id": key,
      };
      try {
        const told = await exchange(`${url}/api/v1${path}`, method, headers, body);
        return { told, ms: performance.now() - started };
      } catch (error) {
        return { lost: codeOf(error), ms: performance.now() - started };
      }
    },
    get: (path, url) => exchange(`${url}/api/v1${path}`, "GET", authorization),
    close: () => agent.destroy(),
  };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error ? String(error.code) : error.name;
}
