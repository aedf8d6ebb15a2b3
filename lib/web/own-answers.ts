// What the server answers by itself, before or instead of either door.
import type { IncomingMessage, ServerResponse } from "node:http";
import { getTexts } from "#lib/texts/texts.ts";
import { type PlainPage, plainPage } from "./plain-page.ts";

/** The request's reference, and the nonce its policy allows. */
type About = Pick<PlainPage, "reference" | "nonce">;

const RETRY_SECONDS = 3;

/** 503: the database is away. The page asks again by itself, so it recovers without anybody's help. */
export function sendBusy(response: ServerResponse, about: About): void {
  const texts = getTexts("errors");
  response.setHeader("Retry-After", RETRY_SECONDS);
  const page = {
    title: texts("busy.title"),
    text: texts("busy.text"),
    retrySeconds: RETRY_SECONDS,
    ...about,
  };
  sendPage(response, 503, page);
}

/** 421: asked under a name that is not ours. */
export function sendMisdirected(response: ServerResponse, baseUrl: string, about: About): void {
  const texts = getTexts("errors");
  const page = { title: texts("misdirected.title"), text: texts("misdirected.text", { baseUrl }), ...about };
  sendPage(response, 421, page);
}

/** 413, and the end of the connection, because the rest of the body is not read. */
export function sendTooLarge(response: ServerResponse, maxBytes: number, isApi: boolean, about: About): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.setHeader("Connection", "close");
  const texts = getTexts("errors");
  const title = texts("tooLarge.title");
  const text = texts("tooLarge.text", { maxKib: String(maxBytes / 1024) });
  if (!isApi) {
    sendPage(response, 413, { title, text, ...about });
    return;
  }
  const code = "body_too_large";
  const problem = { type: `urn:headroom:problem:${code}`, title, status: 413, code, detail: text };
  response.writeHead(413, { "Content-Type": "application/problem+json" });
  response.end(JSON.stringify({ ...problem, requestId: about.reference }));
}

/** 500 for what nobody caught, or a cut connection when the answer had already begun. */
export function sendUnexpected(response: ServerResponse, about: About): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const texts = getTexts("errors");
  sendPage(response, 500, { title: texts("unexpected.title"), text: texts("unexpected.text"), ...about });
}

/** 503 while the doors are being built. */
export function answerStarting(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { "Content-Type": "text/plain; charset=utf-8", "Retry-After": "1" });
  response.end(`${getTexts("errors")("starting.title")}\n`);
}

/** 404 for a door that HEADROOM_ROLES leaves to another process. */
export function answerNotServed(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" });
  response.end(`${getTexts("errors")("notFound.title")}\n`);
}

function sendPage(response: ServerResponse, status: number, page: PlainPage): void {
  response.writeHead(status, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" });
  response.end(plainPage(page));
}
