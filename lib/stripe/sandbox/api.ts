// The API that the official client talks to.
import { setTimeout as wait } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { API_VERSION } from "../api-version.ts";
import { ApiError, invalidRequest } from "./api-error.ts";
import type { Endpoint } from "./endpoint.ts";
import { expand } from "./expand.ts";
import type { Fault, Faults } from "./faults.ts";
import { parseForm } from "./form-params.ts";
import { keyInUse, savedReply, saveReply } from "./idempotency.ts";
import { chargeEndpoints } from "./objects/charge.ts";
import { checkoutSessionEndpoints } from "./objects/checkout-session.ts";
import { customerEndpoints } from "./objects/customer.ts";
import { eventEndpoints } from "./objects/event.ts";
import { paymentIntentEndpoints } from "./objects/payment-intent.ts";
import { priceEndpoints } from "./objects/price.ts";
import { productEndpoints } from "./objects/product.ts";
import { type Reply, toErrorReply, toReply } from "./reply.ts";
import { stripeId } from "./stripe-id.ts";
import type { World } from "./world.ts";

export const ENDPOINTS: readonly Endpoint[] = [
  ...customerEndpoints,
  ...productEndpoints,
  ...priceEndpoints,
  ...checkoutSessionEndpoints,
  ...paymentIntentEndpoints,
  ...chargeEndpoints,
  ...eventEndpoints,
];

export type ApiOptions = {
  world: Omit<World, "request">;
  secretKey: string;
  faults: Faults;
  /** Called after each request that may have made events. */
  afterWork: () => void;
  /** Called for a request that no endpoint serves. */
  onUnknown: (request: string) => void;
};

type ApiContext = Context<{ Bindings: HttpBindings }>;

/** One request: `line` is its method, path and parameters, by which an idempotency key recognises it. */
type Call = { world: World; requestId: string; key: string | null; sent: string; line: string };

/** The sandbox's API as a Hono app, to be served by @hono/node-server. */
export function createApi(options: ApiOptions): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  for (const endpoint of ENDPOINTS) {
    app.on(endpoint.method, endpoint.path, (context) => serve(options, endpoint, context));
  }
  app.notFound(({ req }) => {
    options.onUnknown(`${req.method} ${req.path}`);
    return respond(stripeId("req", 14), toErrorReply(unknownUrl(req.method, req.path)));
  });
  return app;
}

function unknownUrl(method: string, path: string): ApiError {
  return new ApiError(404, {
    type: "invalid_request_error",
    message: `Unrecognized request URL (${method}: ${path}). If you are trying to list objects, remove the trailing slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code.`,
  });
}

/** Authentication and version first, then the work with the planned fault before or after it. */
async function serve(options: ApiOptions, endpoint: Endpoint, context: ApiContext): Promise<Response> {
  const call = await readCall(options, context);
  const refusal = refuse(options, context);
  if (refusal) return respond(call.requestId, toErrorReply(refusal));
  const fault = options.faults.take(context.req.method, context.req.path);
  const early = fault && (await meetBefore(fault, call));
  if (early) return respond(call.requestId, early);
  const { replayed, ...reply } = perform(call, endpoint, context.req.param("id") ?? "");
  options.afterWork();
  const response = respond(call.requestId, reply, call.key, replayed);
  return fault ? spoil(fault, context, response) : response;
}

async function readCall(options: ApiOptions, { req }: ApiContext): Promise<Call> {
  const requestId = stripeId("req", 14);
  const isPost = req.method === "POST";
  const key = isPost ? (req.header("idempotency-key") ?? null) : null;
  const sent = isPost ? await req.text() : new URL(req.url).search.slice(1);
  const world: World = { ...options.world, request: { id: requestId, idempotencyKey: key } };
  return { world, requestId, key, sent, line: `${req.method} ${req.path} ${sent}` };
}

function refuse({ secretKey }: ApiOptions, { req }: ApiContext): ApiError | null {
  if (req.header("authorization") !== `Bearer ${secretKey}`) {
    return new ApiError(401, { type: "invalid_request_error", message: "Invalid API Key provided." });
  }
  const version = req.header("stripe-version") ?? API_VERSION;
  if (version === API_VERSION) return null;
  return invalidRequest(`Invalid Stripe API version: ${version}. The sandbox speaks ${API_VERSION} only.`);
}

/** The remembered reply of the key, or the work and its reply in one transaction. */
function perform(call: Call, endpoint: Endpoint, id: string): Reply & { replayed: boolean } {
  const { world, key, line } = call;
  try {
    const saved = key === null ? null : savedReply(world, key, line);
    if (saved) return { ...saved, replayed: true };
    const { expand: paths, run } = endpoint.prepare(parseForm(call.sent));
    return { ...execute(call, () => expand(world, run(world, id), paths)), replayed: false };
  } catch (error) {
    if (error instanceof ApiError) return { ...toErrorReply(error), replayed: false };
    throw error;
  }
}

/** From here on the answer is remembered, also when it is a refusal. */
function execute({ world, key, line }: Call, work: () => object): Reply {
  const { store } = world;
  const remember = (reply: Reply) => {
    if (key !== null) saveReply(world, key, line, reply);
    return reply;
  };
  try {
    return store.transact(() => remember(toReply(work())));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return store.transact(() => remember(toErrorReply(error)));
  }
}

async function meetBefore(fault: Fault, { world, key, line }: Call): Promise<Reply | null> {
  const broken = new ApiError(500, { type: "api_error", message: "An unknown error occurred." });
  switch (fault.kind) {
    case "slow":
      await wait(fault.delayMs ?? 100);
      return null;
    case "error_before":
      return toErrorReply(broken);
    case "error_saved":
      return world.store.transact(() => {
        const reply = toErrorReply(broken);
        if (key !== null) saveReply(world, key, line, reply);
        return reply;
      });
    case "rate_limit":
      return toErrorReply(
        new ApiError(429, {
          type: "invalid_request_error",
          code: "rate_limit",
          message: "Request rate limit exceeded.",
        }),
      );
    case "conflict":
      return toErrorReply(keyInUse(key ?? ""));
    case "no_error_object":
      return { status: 404, body: "{}" };
    default:
      return null;
  }
}

/** The work is done; its answer does not arrive, or not whole. */
async function spoil(fault: Fault, { env }: ApiContext, response: Response): Promise<Response> {
  const { outgoing } = env;
  if (fault.kind === "reset_after") {
    outgoing.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  if (fault.kind === "hang_after") return RESPONSE_ALREADY_SENT;
  if (fault.kind !== "truncate") return response;
  const body = Buffer.from(await response.text());
  outgoing.writeHead(response.status, { "content-type": "application/json", "content-length": body.length });
  outgoing.write(body.subarray(0, body.length / 2), () => outgoing.destroy());
  return RESPONSE_ALREADY_SENT;
}

function respond(requestId: string, reply: Reply, key: string | null = null, replayed = false): Response {
  return new Response(reply.body, {
    status: reply.status,
    headers: {
      "content-type": "application/json",
      "request-id": requestId,
      "stripe-version": API_VERSION,
      ...(key === null ? {} : { "idempotency-key": key }),
      ...(replayed ? { "idempotent-replayed": "true" } : {}),
    },
  });
}
