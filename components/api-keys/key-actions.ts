import type { KeyProblem } from "#lib/core/api-keys.ts";

type Refused<E> = { ok: false; code: string; message: string; requestId: string; error?: E };

/** The secret is in no other answer, and in no page. */
export type CreatedKey = { name: string; secret: string };
export type CreateRefused = Refused<
  { code: "invalid_fields"; problems: KeyProblem[] } | { code: "too_many_keys" }
>;
export type CreateKeyAction = (form: FormData) => Promise<{ ok: true; value: CreatedKey } | CreateRefused>;

export type RevokeRefused = Refused<{ code: "reason_required" }>;
export type RevokeKeyAction = (
  form: FormData,
) => Promise<{ ok: true; value: { name: string } } | RevokeRefused>;
