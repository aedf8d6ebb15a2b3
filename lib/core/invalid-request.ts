import { type Err, err } from "./result.ts";

/** What to change in one field; `path` is as the caller wrote it, "lines.0.quantity". */
export type FieldProblem = { path: string; message: string };

/** The form of a request is wrong. Nothing was done. */
export type InvalidRequest = { code: "invalid_request"; errors: FieldProblem[] };

/** One field is wrong. */
export function invalidField(path: string, message: string): Err<InvalidRequest> {
  return err({ code: "invalid_request", errors: [{ path, message }] });
}
