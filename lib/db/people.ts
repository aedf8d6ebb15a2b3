import type { Membership, Role } from "#lib/core/viewer.ts";
import { ROLES } from "#lib/core/viewer.ts";
import { pool } from "./pool.ts";
import { pgSql } from "./sql.ts";

export type SessionPerson = {
  userId: string;
  email: string;
  name: string | null;
  expires: Date;
  memberships: Membership[];
};

type SessionRow = {
  userId: string;
  email: string;
  name: string | null;
  expires: Date;
  workspaceId: string | null;
  role: string | null;
};

/** Whose session it is, with memberships oldest first; null when there is none. It may have expired: compare `expires`. */
export async function findSessionPerson(hashedToken: string): Promise<SessionPerson | null> {
  const rows = await pgSql(pool())<SessionRow>(
    `SELECT u.id AS "userId", u.email, u.name, s.expires, m.workspace_id AS "workspaceId", m.role
     FROM session s JOIN "user" u ON u.id = s.user_id LEFT JOIN member m ON m.user_id = u.id
     WHERE s.session_token = $1 ORDER BY m.created_at, m.workspace_id`,
    [hashedToken],
  );
  const [first] = rows;
  if (!first) return null;
  const { userId, email, name, expires } = first;
  return { userId, email, name, expires, memberships: rows.flatMap(toMembership) };
}

function toMembership({ workspaceId, role }: SessionRow): Membership[] {
  return workspaceId !== null && isRole(role) ? [{ workspaceId, role }] : [];
}

function isRole(role: string | null): role is Role {
  return ROLES.some((known) => known === role);
}

/** Makes a session live until `expires`. */
export async function prolongSession(hashedToken: string, expires: Date): Promise<void> {
  await pgSql(pool())("UPDATE session SET expires = $2::timestamptz WHERE session_token = $1", [
    hashedToken,
    expires,
  ]);
}

/** Ends a session; without effect when it has ended already. */
export async function endSession(hashedToken: string): Promise<void> {
  await pgSql(pool())("DELETE FROM session WHERE session_token = $1", [hashedToken]);
}

/** True when the address belongs to a member of any workspace. Addresses are lower case. */
export async function isMemberAddress(email: string): Promise<boolean> {
  const rows = await pgSql(pool())(
    `SELECT 1 FROM "user" u JOIN member m ON m.user_id = u.id WHERE u.email = $1 LIMIT 1`,
    [email],
  );
  return rows.length > 0;
}

/** Keeps the hash of a sign-in token until `expires`, and forgets those of the same address that have expired. */
export async function keepVerificationToken(
  email: string,
  hashedToken: string,
  { now, expires }: { now: Date; expires: Date },
): Promise<void> {
  const sql = pgSql(pool());
  await sql("DELETE FROM verification_token WHERE identifier = $1 AND expires < $2::timestamptz", [
    email,
    now,
  ]);
  await sql("INSERT INTO verification_token (identifier, token, expires) VALUES ($1, $2, $3::timestamptz)", [
    email,
    hashedToken,
    expires,
  ]);
}
