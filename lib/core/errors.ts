// Refusals that may cross every layer. Each has a stable code; the edges map codes to a status and a sentence.

/** A refusal with a stable code. `message` is for logs and developers; people read the catalogue's sentence. */
export class AppError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** There is no such thing, or it belongs to another workspace: both get the same answer. */
export class NotFoundError extends AppError {
  /** Next answers 404 when a page throws an error with this mark. */
  readonly digest = "NEXT_HTTP_ERROR_FALLBACK;404";

  constructor(what = "This") {
    super("not_found", `${what} does not exist or belongs to someone else.`);
  }
}

/** The viewer is known and may see the workspace, but not do this. */
export class ForbiddenError extends AppError {
  constructor(message = "This needs another role.") {
    super("forbidden", message);
  }
}

/** Nobody is signed in, or the key is not valid. */
export class UnauthorizedError extends AppError {
  constructor(message = "Sign in first.") {
    super("unauthorized", message);
  }
}

/** Too many tries. `retryAfterSeconds` says when the next one may come. */
export class RateLimitedError extends AppError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super("rate_limited", `Too many tries. Try again in ${retryAfterSeconds} seconds.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export const BUSY_DIGEST = "HEADROOM_BUSY";

/** Nothing is wrong with the request: a part we need is away or full. Safe to repeat with the same key. */
export class UnavailableError extends AppError {
  /** All that the browser learns of an error on a page; the error page knows this one and tries again by itself. */
  readonly digest = BUSY_DIGEST;

  constructor(message = "The database cannot be reached at the moment.", options?: ErrorOptions) {
    super("busy", message, options);
  }
}
