// A load generator for the API, in a process of its own, so that it costs the server under test nothing but what it sends.
//
// It shares two cores with the server and PostgreSQL, so it is made to cost little: raw sockets that stay open, one request
// under way on each, the bytes of a request built once and only the digits of its key and workspace written anew, and a reader
// that looks for the status and Content-Length and nothing else. It is no HTTP client for anything but our own server.
//
// `node bench/http-load.ts '{"url": ..., "key": ..., "kind": "debits", "connections": 64, "seconds": 5, "workspaces": 1}'`
// prints one line of JSON, a LoadReport.
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

export type LoadKind = "check" | "debits" | "batch";

export type LoadOrder = {
  url: string;
  /** A platform key. */
  key: string;
  kind: LoadKind;
  connections: number;
  seconds: number;
  /** The load is spread over `loadWorkspace(0)` to `loadWorkspace(workspaces - 1)`. */
  workspaces: number;
};

/** Latencies in milliseconds, of requests. `perSecond` counts debits (or checks): a batch has a thousand. */
export type LoadReport = {
  kind: LoadKind;
  connections: number;
  requests: number;
  perSecond: number;
  p50: number;
  p95: number;
  p99: number;
  /** Debits or checks answered from the first to the last, warming up included. */
  answered: number;
  /** Answers that were not the expected one, and connections that broke; with the first of them in words. */
  errors: number;
  firstError: string | null;
  /** Share of one core that the generator itself took. */
  ownCpu: number;
};

const BATCH = 1_000;
/** Sent and answered before the clock starts: caches fill and code gets compiled. */
const WARM_UP_SECONDS = 2;
const WORKSPACE_DIGITS = 6;
const KEY_DIGITS = 12;
const DIGIT_ZERO = 48;

export function loadWorkspace(index: number): string {
  return `load-${String(index).padStart(WORKSPACE_DIGITS, "0")}`;
}

/** Bytes of a request and where in them the digits stand that change. */
type Template = { bytes: Buffer; workspaces: number[]; keys: number[] };

const WORKSPACE = loadWorkspace(0);
const KEY = "0".repeat(KEY_DIGITS);
const LINES = `"lines":[{"feature":"automation.record","quantity":1}],"job":"feed"`;
const EXPECTED = { check: 200, debits: 201, batch: 200 } as const;

function template({ url, key, kind }: LoadOrder): Template {
  // Keys of an earlier run against the same database stay different ones.
  const run = randomBytes(4).toString("hex");
  const item = `{"workspace":"${WORKSPACE}","idempotencyKey":"${run}-${KEY}",${LINES}}`;
  const body = kind === "batch" ? `{"items":[${Array(BATCH).fill(item).join(",")}]}` : `{${LINES}}`;
  const path = kind === "batch" ? "/debits/batch" : `/workspaces/${WORKSPACE}/${kind}`;
  const head = [
    `POST /api/v1${path} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    `Authorization: Bearer ${key}`,
    "Content-Type: application/json",
    ...(kind === "debits" ? [`Idempotency-Key: ${run}-${KEY}`] : []),
    `Content-Length: ${body.length}`,
  ];
  const bytes = Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`, "latin1");
  const workspaces = placesOf(bytes, WORKSPACE).map((at) => at + WORKSPACE.length - WORKSPACE_DIGITS);
  return { bytes, workspaces, keys: placesOf(bytes, `${run}-${KEY}`).map((at) => at + run.length + 1) };
}

function placesOf(bytes: Buffer, text: string): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) places.push(at);
  return places;
}

function writeDigits(bytes: Buffer, at: number, digits: number, value: number): void {
  let left = value;
  for (let index = at + digits - 1; index >= at; index -= 1) {
    bytes[index] = DIGIT_ZERO + (left % 10);
    left = Math.floor(left / 10);
  }
}

class Load {
  readonly #order: LoadOrder;
  readonly #latencies: number[] = [];
  #nextKey = 0;
  #nextWorkspace = 0;
  #answered = 0;
  #errors = 0;
  #firstError: string | null = null;
  #from = Number.POSITIVE_INFINITY;
  #until = Number.POSITIVE_INFINITY;

  constructor(order: LoadOrder) {
    this.#order = order;
  }

  async run(): Promise<LoadReport> {
    const { kind, connections, seconds } = this.#order;
    this.#from = performance.now() + WARM_UP_SECONDS * 1_000;
    this.#until = this.#from + seconds * 1_000;
    const cpu = process.cpuUsage();
    await Promise.all(Array.from({ length: connections }, () => this.#keepAsking()));
    const { user, system } = process.cpuUsage(cpu);
    const sorted = Float64Array.from(this.#latencies).sort();
    const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
    return {
      kind,
      connections,
      requests: sorted.length,
      perSecond: Math.round((sorted.length * (kind === "batch" ? BATCH : 1)) / seconds),
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      answered: this.#answered,
      errors: this.#errors,
      firstError: this.#firstError,
      ownCpu: Math.round((user + system) / 10_000 / (seconds + WARM_UP_SECONDS)) / 100,
    };
  }

  /** One connection: asks, waits for the whole answer, asks again. Resolves when the time is over. */
  #keepAsking(): Promise<void> {
    const { url } = this.#order;
    const { hostname, port } = new URL(url);
    const mine = template(this.#order);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const reader = new AnswerReader();
    let sentAt = 0;
    const ask = () => {
      this.#renew(mine);
      sentAt = performance.now();
      socket.write(mine.bytes);
    };
    return new Promise((resolve) => {
      socket.on("connect", ask);
      socket.on("data", (chunk) => {
        if (!reader.take(chunk)) return;
        const now = performance.now();
        this.#note(reader, sentAt, now);
        if (now < this.#until) ask();
        else end(socket, resolve);
      });
      socket.on("error", (error) => this.#fail(error.message));
      socket.on("close", resolve);
    });
  }

  #renew({ bytes, workspaces, keys }: Template): void {
    for (const at of workspaces) {
      writeDigits(bytes, at, WORKSPACE_DIGITS, this.#nextWorkspace);
      this.#nextWorkspace = (this.#nextWorkspace + 1) % this.#order.workspaces;
    }
    for (const at of keys) {
      writeDigits(bytes, at, KEY_DIGITS, this.#nextKey);
      this.#nextKey += 1;
    }
  }

  #note(reader: AnswerReader, sentAt: number, now: number): void {
    const { kind } = this.#order;
    const asExpected =
      reader.status === EXPECTED[kind] &&
      (kind !== "batch" || countOf(reader.text(), `"status":201`) === BATCH);
    if (!asExpected) this.#fail(`${reader.status} ${reader.text().slice(0, 400)}`);
    this.#answered += kind === "batch" ? BATCH : 1;
    if (now >= this.#from && now < this.#until) this.#latencies.push(now - sentAt);
  }

  #fail(what: string): void {
    this.#errors += 1;
    this.#firstError ??= what;
  }
}

function end(socket: Socket, resolve: () => void): void {
  socket.destroy();
  resolve();
}

function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count += 1;
  return count;
}

/** Reads answers with a Content-Length, one after another. */
class AnswerReader {
  status = 0;
  #chunks: Buffer[] = [];
  #missing = 0;
  #body = 0;

  /** True when an answer is complete. */
  take(chunk: Buffer): boolean {
    if (this.#missing > 0) {
      this.#chunks.push(chunk);
      this.#missing -= chunk.length;
      return this.#missing === 0;
    }
    const head = chunk.toString("latin1", 0, 4_096);
    const headEnd = head.indexOf("\r\n\r\n");
    const length = /\r\ncontent-length: (\d+)\r\n/i.exec(head)?.[1];
    if (headEnd < 0 || length === undefined) throw new Error(`Not an answer with a length:\n${head}`);
    this.status = Number(head.slice(9, 12));
    this.#chunks = [chunk];
    this.#body = headEnd + 4;
    this.#missing = this.#body + Number(length) - chunk.length;
    return this.#missing === 0;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString("latin1", this.#body);
  }
}

if (import.meta.main) {
  const order: LoadOrder = JSON.parse(process.argv[2] ?? "{}");
  process.stdout.write(`${JSON.stringify(await new Load(order).run())}\n`);
}
