import { invariant } from "#lib/core/invariant.ts";
import { ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import type { PostingAnswer, PostingOutcome, PostingRefusal } from "#lib/ledger/items.ts";

/** The caller's key and the SHA-256 (64 hex digits) of what it asked for under that key. */
export type Idempotency = { key: string; bodyHash: string };

/** What became of a write. `replayed`: this is the stored answer of the first time, and nothing moved now. */
export type CommandOutcome<T, E> = { replayed: boolean; result: Result<T, E> };

/** Narrows a posting's outcome to the answer its item leads to. */
export function answerOf<K extends PostingAnswer["kind"]>(
  { replayed, result }: PostingOutcome,
  kind: K,
): CommandOutcome<Extract<PostingAnswer, { kind: K }>, PostingRefusal> {
  if (!result.ok) return { replayed, result };
  invariant(isOf(result.value, kind), `a ${kind} item has a ${kind} answer`);
  return { replayed, result: ok(result.value) };
}

function isOf<K extends PostingAnswer["kind"]>(
  answer: PostingAnswer,
  kind: K,
): answer is Extract<PostingAnswer, { kind: K }> {
  return answer.kind === kind;
}

/** Who did it, as the ledger and the audit log name them. */
export function actorOf(viewer: Viewer): string {
  switch (viewer.kind) {
    case "user":
      return `user:${viewer.email}`;
    case "platform":
      return `key:${viewer.keyId ?? "platform"}`;
    case "workspace-key":
      return `key:${viewer.keyId}`;
    case "system":
      return `system:${viewer.reason}`;
  }
}

/** The id of the API key that asks; null for people, for Headroom itself and for the key of the environment. */
export function apiKeyOf(viewer: Viewer): string | null {
  return viewer.kind === "platform" || viewer.kind === "workspace-key" ? viewer.keyId : null;
}
