import { parse, type Reply, toError } from "./reply.ts";
import { retryDelayMs } from "./retry.ts";
import { type Wait, wait } from "./wait.ts";

export type HeadroomOptions = {
  /** Where Headroom is, for example "https://credits.example.com". */
  baseUrl: string;
  /** A platform key (hrp_...) or a workspace's own (hrw_...). Keep it on your server. */
  apiKey: string;
  /** Instead of the global one, for proxies and tests. */
  fetch?: typeof globalThis.fetch;
  /** How often a failed call is sent again at most. 4 unless given; 0 sends it once. */
  retries?: number;
  /** How long one attempt may take. 30,000 unless given. */
  timeoutMs?: number;
  /** Instead of a timer, for tests and runtimes with one of their own. */
  wait?: Wait;
};

export type CallOptions = {
  /** Ends the call, its retries included, with the signal's reason. */
  signal?: AbortSignal | undefined;
};

export type Sent = { method: string; path: string; body?: unknown; idempotencyKey: string | null };

/** Sends a call until it is answered, as long as sending it again can help. Every attempt is the same, key and all. */
export class Transport {
  readonly wait: Wait;
  readonly #base: string;
  readonly #apiKey: string;
  readonly #fetch: typeof globalThis.fetch;
  readonly #retries: number;
  readonly #timeoutMs: number;

  constructor(options: HeadroomOptions) {
    if (!URL.canParse(options.baseUrl)) throw new TypeError("baseUrl must be an absolute address");
    if (!/^[\x21-\x7e]+$/.test(options.apiKey)) throw new TypeError("apiKey must be a key of Headroom's API");
    this.#base = `${options.baseUrl.replace(/\/+$/, "")}/api/v1`;
    this.#apiKey = options.apiKey;
    this.#fetch = options.fetch ?? globalThis.fetch;
    this.#retries = options.retries ?? 4;
    this.#timeoutMs = options.timeoutMs ?? 30_000;
    this.wait = options.wait ?? wait;
  }

  /** The answer's JSON. Throws a HeadroomError, or the signal's reason. */
  async send<Answer>(sent: Sent, { signal }: CallOptions = {}): Promise<Answer> {
    const init = this.#toInit(sent);
    for (let attempt = 0; ; attempt += 1) {
      const reply = await this.#attempt(this.#base + sent.path, init, signal);
      const isGood = reply.status >= 200 && reply.status < 300;
      const answer = isGood ? parse<Answer>(reply.text) : undefined;
      if (answer !== undefined) return answer;
      const isLast = attempt >= this.#retries;
      const delay = isLast ? null : retryDelayMs(reply, attempt, Math.random(), Date.now());
      if (delay === null) throw toError(reply, sent.idempotencyKey, attempt + 1);
      await this.wait(delay, signal);
    }
  }

  #toInit({ method, body, idempotencyKey }: Sent): RequestInit {
    const headers = new Headers({ Authorization: `Bearer ${this.#apiKey}`, Accept: "application/json" });
    if (idempotencyKey !== null) headers.set("Idempotency-Key", idempotencyKey);
    if (body !== undefined) headers.set("Content-Type", "application/json");
    // A redirect that is followed would turn a POST into a GET, or lose the API key.
    const init: RequestInit = { method, headers, redirect: "manual" };
    return body === undefined ? init : { ...init, body: JSON.stringify(body) };
  }

  async #attempt(url: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Reply> {
    signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    // As a function of its own: browsers refuse a fetch that is called as somebody's method.
    const fetch = this.#fetch;
    try {
      const both = signal ? AbortSignal.any([signal, timeout]) : timeout;
      const response = await fetch(url, { ...init, signal: both });
      return {
        status: response.status,
        text: await response.text(),
        retryAfter: response.headers.get("Retry-After"),
        requestId: response.headers.get("X-Request-Id"),
      };
    } catch (cause) {
      signal?.throwIfAborted();
      return { status: 0, text: "", retryAfter: null, requestId: null, cause };
    }
  }
}
