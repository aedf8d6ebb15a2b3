// The signed-in person, for pages, actions and routes. Guards return the proof that the next call needs.
import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { UnavailableError } from "#lib/core/errors.ts";
import { canAdminister, canRead } from "#lib/core/permissions.ts";
import type { UserViewer } from "#lib/core/viewer.ts";
import { findSessionPerson, prolongSession } from "#lib/db/people.ts";
import { isDatabaseUnavailable } from "#lib/db/unavailable.ts";
import { env } from "#lib/env.ts";
import { requestContext } from "#lib/log/request-context.ts";
import { cookieName, renewedSessionCookie, SESSION_SECONDS } from "./cookies.ts";
import { hashSessionToken } from "./session-token.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Who is signed in; null when nobody is. Asked of the database once per request, however often it is called. */
export const getViewer = cache(async (): Promise<UserViewer | null> => {
  const { adminEmails, baseUrl } = env();
  const token = (await cookies()).get(cookieName(baseUrl, "session"))?.value;
  if (!token) return null;
  const hashed = hashSessionToken(token);
  const person = await findSessionPerson(hashed).catch(toUnavailable);
  const now = Date.now();
  if (!person || person.expires.getTime() <= now) return null;
  if (person.expires.getTime() < now + SESSION_SECONDS * 1000 - DAY_MS) await renew(token, hashed, now);
  const { userId, email, name, memberships } = person;
  return { kind: "user", userId, email, name, memberships, isPlatformAdmin: adminEmails.includes(email) };
});

function toUnavailable(error: unknown): never {
  throw isDatabaseUnavailable(error) ? new UnavailableError(undefined, { cause: error }) : error;
}

/** At most once a day: 30 more days for the session, and for the cookie when the answer has not begun. */
async function renew(token: string, hashed: string, now: number): Promise<void> {
  await prolongSession(hashed, new Date(now + SESSION_SECONDS * 1000));
  requestContext()?.appendHeader("Set-Cookie", renewedSessionCookie(env().baseUrl, token));
}

/** The signed-in person. Redirects to the sign-in page, which leads back to `path`. */
export async function requireViewer(path?: string): Promise<UserViewer> {
  const viewer = await getViewer();
  if (viewer) return viewer;
  const back = path ?? (await headers()).get("x-path") ?? "/";
  redirect(back === "/" ? "/sign-in" : `/sign-in?${new URLSearchParams({ callbackUrl: back })}`);
}

/** The id, proven readable. An address may hold it percent-encoded, as Next hands it to pages. Answers 404 for a foreign workspace exactly as for one that does not exist. */
export function requireWorkspace(viewer: UserViewer, segment: string): string {
  const workspaceId = decodeSegment(segment);
  if (workspaceId === null || !canRead(viewer, workspaceId)) notFound();
  return workspaceId;
}

function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** A platform admin. Everybody else gets the 404 of a page that does not exist. */
export async function requireAdmin(path?: string): Promise<UserViewer> {
  const viewer = await requireViewer(path);
  if (!canAdminister(viewer)) notFound();
  return viewer;
}
