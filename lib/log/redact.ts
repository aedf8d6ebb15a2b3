// Secrets never reach a log line: values by the name of their key, and secrets inside longer texts by their shape.

const HIDDEN = "[redacted]";
const DEEPEST = 6;

const SECRET_KEY =
  /^(authorization|proxy-authorization|cookie|set-cookie|.*(password|secret|token|api[-_]?key|encryption[-_]?key|stripe-signature).*|smtpurl|databaseurl)$/i;

const SECRET_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
  [/\b(?:hrp|hrw)_[A-Za-z0-9_-]{4,}/g, HIDDEN],
  [/\b(?:sk|rk|pk)_(?:test|live)_[A-Za-z0-9_-]{4,}/g, HIDDEN],
  [/\bwhsec_[A-Za-z0-9_+/=-]{4,}/g, HIDDEN],
  // user:password@host in the URLs of databases and mail servers
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:"]*:[^\s/@"]+@/gi, `$1${HIDDEN}@`],
  // query parameters that sign somebody in or name a person
  [/([?&](?:token|code|key|secret|signature|email|session_id)=)[^&\s"'#]+/gi, `$1${HIDDEN}`],
];

/** The text with every known shape of secret replaced. Never touches quotes, so a JSON line stays one. */
export function redactText(text: string): string {
  return SECRET_SHAPES.reduce((clean, [shape, replacement]) => clean.replace(shape, replacement), text);
}

/** A copy that is safe to log: secrets hidden by key, bigint as text, errors as type, message, stack, code and cause. */
export function redactEntry(entry: object, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => [
      key,
      isSecret(key, value) ? HIDDEN : redact(value, depth + 1),
    ]),
  );
}

function isSecret(key: string, value: unknown): boolean {
  return SECRET_KEY.test(key) && value != null && value !== "";
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (depth >= DEEPEST) return "[deeper]";
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return redactEntry(value, depth);
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const { name: type, message, stack, cause } = error;
  const named = {
    code: "code" in error ? error.code : undefined,
    digest: "digest" in error ? error.digest : undefined,
  };
  return { type, message, stack, ...redactEntry(named, depth), cause: redact(cause, depth + 1) };
}
