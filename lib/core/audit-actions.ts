/** All that the audit log names, each in the words of the catalogue (admin.audit.actions). */
export const AUDIT_ACTIONS = [
  "grant",
  "void",
  "create_key",
  "revoke_key",
  "publish_rate_card",
  "pause",
  "resume",
  "set_budget",
  "end_budget",
  "set_feature",
  "set_plan_feature",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];
