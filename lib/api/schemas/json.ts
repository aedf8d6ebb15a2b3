const MAX_LENGTH = 16 * 1024;

/** True for JSON that is short enough to keep with every event, and that PostgreSQL can keep: no NUL, no half characters. */
export function isStorable(value: unknown): boolean {
  const written = JSON.stringify(value);
  return written.length <= MAX_LENGTH && isWellFormed(value);
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, entry]) => isWellFormed(key) && isWellFormed(entry));
}
