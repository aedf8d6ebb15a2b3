import { type InvalidRequest, invalidField } from "#lib/core/invalid-request.ts";
import { ok, type Result } from "#lib/core/result.ts";
import { typedText } from "#lib/core/typed-text.ts";

const MAX_REASON = 500;

/** The reason for an act as the audit log keeps it. `unsaid` is what it says where nobody had to give one. */
export function readReason(typed: string, unsaid: string | null = null): Result<string, InvalidRequest> {
  const reason = typedText(typed) || unsaid;
  if (reason && reason.length <= MAX_REASON) return ok(reason);
  return invalidField("reason", `Say why, in 1 to ${MAX_REASON} characters: it is kept in the audit log`);
}
