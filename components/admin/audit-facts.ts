export type AuditFact = { path: string; text: string };

/** Recorded JSON as lines: "balance.ai.available" and "480". What was null is left out: it says nothing. */
export function auditFacts(value: unknown, path = ""): AuditFact[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [{ path, text: String(value) }];
  return Object.entries(value).flatMap(([key, entry]) => auditFacts(entry, path ? `${path}.${key}` : key));
}
