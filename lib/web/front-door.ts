// The first code that sees a request: gives it an id and a log line, sets the headers, and sends it to one of two doors.
import { randomBytes } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { baseLogger } from "#lib/log/logger.ts";
import { type RequestContext, runInRequest } from "#lib/log/request-context.ts";
import { announcesTooMuch, bodyLimit, countBody } from "./body-limit.ts";
import { dropClientClaims, judgeHost } from "./host.ts";
import { sendBusy, sendMisdirected, sendTooLarge, sendUnexpected } from "./own-answers.ts";
import { toRequestId } from "./request-id.ts";
import {
  contentSecurityPolicy,
  MACHINE_POLICY,
  type Surroundings,
  securityHeaders,
} from "./security-headers.ts";

/** Answers a request; what it returns may settle before or after the answer ends. */
export type Door = (request: IncomingMessage, response: ServerResponse) => unknown;

export type FrontDoorOptions = Surroundings & {
  /** For programs: /api/v1, /healthz, /readyz, /metrics. */
  readonly api: Door;
  /** For people: everything else. */
  readonly pages: Door;
  readonly isDatabaseUp: () => Promise<boolean>;
};

type Exchange = {
  request: IncomingMessage;
  response: ServerResponse;
  path: string;
  isApi: boolean;
  reference: string;
  nonce: string;
};

const API_PATH = /^\/(api\/v1(\/|$)|(healthz|readyz|metrics)$)/;
const QUIET_PATH = /^\/(_next\/|(healthz|readyz|metrics)$)/;

export function createFrontDoor(options: FrontDoorOptions): RequestListener {
  const common = Object.entries(securityHeaders(options.baseUrl));
  return (request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    const isApi = API_PATH.test(path);
    const context = openRequest(request, response, path, isApi);
    for (const [name, value] of common) response.setHeader(name, value);
    // Programs run no scripts, and there are thousands of their calls a second.
    const nonce = isApi ? "" : randomBytes(16).toString("base64");
    const exchange = { request, response, path, isApi, reference: context.requestId, nonce };
    runInRequest(context, () => answer(exchange, options)).catch((error: unknown) => {
      context.log.error({ err: error }, "a request could not be answered");
      sendUnexpected(response, exchange);
    });
  };
}

function openRequest(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  isApi: boolean,
): RequestContext {
  const requestId = toRequestId(request.headers["x-request-id"]);
  let log: Logger | undefined;
  const context: RequestContext = {
    requestId,
    // Made when the first line is written: most calls of programs write none.
    get log() {
      log ??= baseLogger().child({ requestId });
      return log;
    },
    remoteAddress: request.socket.remoteAddress ?? "unknown",
    appendHeader: (name, value) => {
      if (!response.headersSent) response.appendHeader(name, value);
    },
  };
  const started = performance.now();
  request.headers["x-request-id"] = requestId;
  response.setHeader("X-Request-Id", requestId);
  response.once("close", () => {
    // Programs' calls that went well are counted by /metrics; a line each would cost as much as answering them.
    const isQuiet =
      QUIET_PATH.test(path) || (isApi && response.writableFinished && response.statusCode < 400);
    const level = isQuiet ? "debug" : "info";
    if (!baseLogger().isLevelEnabled(level)) return;
    const ms = Math.round(performance.now() - started);
    const entry = { method: request.method, path, status: response.statusCode, ms };
    context.log[level](response.writableFinished ? entry : { ...entry, aborted: true }, "request");
  });
  return context;
}

async function answer(exchange: Exchange, options: FrontDoorOptions): Promise<void> {
  const { request, response, path, isApi, nonce } = exchange;
  const policy = isApi ? MACHINE_POLICY : contentSecurityPolicy(nonce, options);
  response.setHeader("Content-Security-Policy", policy);

  const maxBytes = bodyLimit(path);
  const refuse = () => sendTooLarge(response, maxBytes, isApi, exchange);
  if (announcesTooMuch(request, maxBytes)) return refuse();
  // Node reads no more of a body than was announced.
  if (request.headers["content-length"] === undefined) countBody(request, maxBytes, refuse);

  if (isApi) {
    response.setHeader("Cache-Control", "no-store");
    await options.api(request, response);
    return;
  }
  if (await isAnsweredHere(exchange, options)) return;
  dropClientClaims(request.headers, options.baseUrl);
  // Next takes the nonce from the request's policy, so what the client sent there must never stand.
  request.headers["content-security-policy"] = policy;
  delete request.headers["content-security-policy-report-only"];
  request.headers["x-nonce"] = nonce;
  // Where to come back to after signing in.
  request.headers["x-path"] = request.url ?? "/";
  await options.pages(request, response);
}

/** Answers that need no Next: a foreign host, another name of this host, and a database that is away. */
async function isAnsweredHere(
  exchange: Exchange,
  { baseUrl, isDatabaseUp }: FrontDoorOptions,
): Promise<boolean> {
  const { request, response, path } = exchange;
  const { method = "GET", url = "/" } = request;
  const { host, accept = "", rsc } = request.headers;
  const wantsPage = accept.includes("text/html");
  const verdict = judgeHost({ host, method, url, wantsPage }, baseUrl);
  if (verdict.kind === "refuse") {
    sendMisdirected(response, baseUrl, exchange);
    return true;
  }
  if (verdict.kind === "redirect") {
    response.writeHead(307, { Location: verdict.location }).end();
    return true;
  }
  const isPage = method === "GET" && !path.startsWith("/_next/") && (wantsPage || rsc === "1");
  if (!isPage || (await isDatabaseUp())) return false;
  sendBusy(response, exchange);
  return true;
}
