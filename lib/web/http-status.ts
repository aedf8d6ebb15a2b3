// The one map from a refusal's code to its HTTP status. The codes are those of the API's contract.
const STATUS: Readonly<Record<string, number>> = {
  invalid_request: 400,
  idempotency_key_required: 400,
  unauthorized: 401,
  insufficient_credits: 402,
  forbidden: 403,
  bad_origin: 403,
  budget_stop: 403,
  feature_off: 403,
  trial_ended: 403,
  workspace_paused: 403,
  plan_restricted: 403,
  not_found: 404,
  hold_ended: 409,
  capture_exceeds_hold: 409,
  grant_ended: 409,
  pack_unavailable: 409,
  body_too_large: 413,
  idempotency_mismatch: 422,
  unknown_feature: 422,
  unknown_model: 422,
  too_old: 422,
  rate_limited: 429,
  unexpected: 500,
  busy: 503,
  payment_unavailable: 503,
};

export function statusOf(code: string): number {
  return STATUS[code] ?? 500;
}
