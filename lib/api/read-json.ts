import type { Context, HonoRequest } from "hono";
import { createMiddleware } from "hono/factory";
import type { ApiEnv } from "./api-env.ts";
import { RefusedError } from "./problem.ts";

const MAX_BYTES = 1024 * 1024;
const DEEPEST = 32;
const KEY_HEADER = "idempotency-key";
const JSON_TYPE = /^application\/json\s*(;|$)/i;

/** Reads the body of a write once, as strictly as the contract. The schema reads the same text. */
export const readJson = createMiddleware<ApiEnv>(async (context, next) => {
  requireJson(context);
  give(context, parse(decode(await readBytes(context).catch(toRefusal))));
  await next();
});

/** As `readJson`, for a call that may be made without a body: that is the same call as with an empty object. */
export const readJsonOrNothing = createMiddleware<ApiEnv>(async (context, next) => {
  const text = decode(await readBytes(context).catch(toRefusal));
  if (text !== "") requireJson(context);
  give(context, text === "" ? {} : parse(text));
  await next();
});

function requireJson({ req }: Context): void {
  if (!JSON_TYPE.test(req.header("Content-Type") ?? "")) {
    refuse("Content-Type", "Send Content-Type: application/json");
  }
}

/** What the schemas' validators ask Hono for: it would parse the text a second time, and copy every header to find one. */
function give(context: Context<ApiEnv>, body: unknown): void {
  const { req } = context;
  Object.assign(req, { json: () => Promise.resolve(body), header: (name?: string) => headerOf(req, name) });
  context.set("body", body);
}

/** The one that is asked for, or all that any schema of ours names. */
function headerOf(
  { raw }: HonoRequest,
  name: string | undefined,
): string | undefined | Record<string, string> {
  if (name?.toLowerCase() === "content-type") return "application/json";
  if (name !== undefined) return raw.headers.get(name) ?? undefined;
  const key = raw.headers.get(KEY_HEADER);
  return key === null ? {} : { [KEY_HEADER]: key };
}

/** At most 1 MiB, whether its length was announced or not. */
async function readBytes({ req }: Context): Promise<Uint8Array> {
  const announced = req.header("Content-Length");
  if (announced !== undefined) {
    if (Number(announced) > MAX_BYTES) throw tooLarge();
    return new Uint8Array(await req.raw.arrayBuffer());
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of req.raw.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A caller that hangs up in the middle is no failure of ours, and surely not of the database. */
function toRefusal(error: unknown): never {
  if (error instanceof RefusedError) throw error;
  return refuse("", "The body ended before it was complete. Send it again");
}

function tooLarge(): RefusedError {
  return new RefusedError("body_too_large", { maxBytes: MAX_BYTES });
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return refuse("", "Send the body as JSON in UTF-8");
  }
}

function parse(text: string): unknown {
  const body = parsed(text);
  if (isDeeperThan(DEEPEST, body)) refuse("", `Send JSON that is nested at most ${DEEPEST} levels deep`);
  return body;
}

function parsed(text: string): unknown {
  if (text.trim() === "") return refuse("", "Send a JSON object as the body");
  try {
    return JSON.parse(text);
  } catch {
    return refuse("", "The body is not valid JSON. Send a JSON object");
  }
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const entry of Object.values(value)) if (isDeeperThan(levels - 1, entry)) return true;
  return false;
}

function refuse(path: string, message: string): never {
  throw new RefusedError("invalid_request", { errors: [{ path, message }] });
}
