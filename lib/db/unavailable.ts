// Which failures mean "the database is away", so that callers can say so instead of "something went wrong".

/** Connection states of Node and of PostgreSQL (classes 08 and 57P0x, and 53300), and Prisma's names for them. */
const STATE = "08[0-9A-Z]{3}|57P0[123]|53300";
const AWAY = new RegExp(
  `^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|ENETUNREACH|EHOSTUNREACH|${STATE}|P1001|P1002|P1008|P1017|P2024)$`,
);
/** `pg` names no code for a connection that ended, and Prisma keeps a state it has no name for in its sentence. */
const AWAY_MESSAGE = new RegExp(
  `(Connection terminated|Query read timeout|connection error and is not queryable|timeout exceeded when trying to connect|Can't reach database server|Server has closed the connection|Database error\\. Code: \`(${STATE})\`)`,
);

/** True for an error, or an error caused by one, that says the database cannot be reached right now. */
export function isDatabaseUnavailable(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && AWAY.test(error.code)) return true;
  if (AWAY_MESSAGE.test(error.message)) return true;
  if (error instanceof AggregateError && error.errors.some(isDatabaseUnavailable)) return true;
  return isDatabaseUnavailable(error.cause);
}
