// Idempotency as documented: the first status and body of a key are replayed, including a 500; other parameters under the
// same key are an error; a refusal before the work (parameters that do not fit, a request under way) is not remembered.
import { ApiError, invalidRequest } from "./api-error.ts";
import type { Reply } from "./reply.ts";
import { isReplyKept } from "./store.ts";
import type { World } from "./world.ts";

/** The remembered reply of `key`, or null when this is its first request. Throws when the key belongs to another request. */
export function savedReply(world: World, key: string, request: string): Reply | null {
  if (key.length > 255) {
    throw invalidRequest("Idempotency keys can be at most 255 characters long.");
  }
  const saved = world.store.get("reply", key);
  if (!saved || !isReplyKept(saved, world.now())) return null;
  if (saved.request !== request) {
    throw new ApiError(400, {
      type: "idempotency_error",
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    });
  }
  return { status: saved.status, body: saved.body };
}

/** Remembers a reply in the transaction of its work. */
export function saveReply(world: World, key: string, request: string, reply: Reply): void {
  world.store.put("reply", { id: key, object: "reply", request, savedAt: world.now().getTime(), ...reply });
}

export function keyInUse(key: string): ApiError {
  return new ApiError(409, {
    type: "idempotency_error",
    code: "idempotency_key_in_use",
    message: `There is currently another in-progress request using this Idempotency Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
  });
}
