// Ids of workspaces, agents, jobs and runs are the caller's own strings. What we make ourselves are UUIDs.

/** What a caller's id may look like. The tables check the same. */
export const CALLER_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** True for an id that a caller may have chosen. */
export function isCallerId(text: string): boolean {
  return CALLER_ID.test(text);
}

/** True for an id in the form in which we write our own: lower case, with dashes. */
export function isOwnId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** When an id of ours was made: a UUIDv7 begins with the milliseconds (RFC 9562, section 5.7). */
export function madeAt(id: string): Date {
  return new Date(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16));
}
