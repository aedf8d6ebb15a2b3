import { OpenAPIHono } from "@hono/zod-openapi";
import { Hono } from "hono";
import type { ApiEnv } from "./api-env.ts";
import { addHealth } from "./health.ts";
import { refuseInvalid } from "./invalid.ts";
import { addMetrics, measure } from "./metrics.ts";
import { onError, onNotFound } from "./on-error.ts";
import { addOpenapi } from "./openapi.ts";
import { requestScope } from "./request-scope.ts";
import { getWorkspaceBalance } from "./routes/get-balance.ts";
import { getWorkspaceLedger } from "./routes/get-ledger.ts";
import { getPacks } from "./routes/get-packs.ts";
import { getRates } from "./routes/get-rate-card.ts";
import { getWorkspaceUsage } from "./routes/get-usage.ts";
import { patchEvent } from "./routes/patch-event.ts";
import { postBatch } from "./routes/post-batch.ts";
import { postCapture } from "./routes/post-capture.ts";
import { postCheck } from "./routes/post-check.ts";
import { postCheckout } from "./routes/post-checkout.ts";
import { postDebit } from "./routes/post-debit.ts";
import { postExtend } from "./routes/post-extend.ts";
import { postGrant } from "./routes/post-grant.ts";
import { postHold } from "./routes/post-hold.ts";
import { postRelease } from "./routes/post-release.ts";
import { postVoid } from "./routes/post-void.ts";
import { putWorkspace } from "./routes/put-workspace.ts";

const CALLS = [
  putWorkspace,
  getWorkspaceBalance,
  postCheck,
  postDebit,
  postBatch,
  postHold,
  postCapture,
  postRelease,
  postExtend,
  postGrant,
  postVoid,
  patchEvent,
  getWorkspaceUsage,
  getWorkspaceLedger,
  getRates,
  getPacks,
  postCheckout,
];

/** The door for programs: /api/v1, and at the root what operators ask. The clock is read once a call. */
export function createApi(clock: () => Date = () => new Date()): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>();
  api.onError(onError);
  api.notFound(onNotFound);
  api.use(requestScope(clock));
  api.use(measure);
  api.route("/api/v1", createV1());
  addHealth(api);
  addMetrics(api);
  return api;
}

function createV1(): OpenAPIHono<ApiEnv> {
  const v1 = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  for (const add of CALLS) add(v1);
  addOpenapi(v1);
  return v1;
}
