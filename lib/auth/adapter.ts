import { PrismaAdapter } from "@next-auth/prisma-adapter";
import type { Adapter, AdapterSession, AdapterUser } from "next-auth/adapters";
import { prisma } from "#lib/db/client.ts";
import { newId } from "#lib/db/new-id.ts";
import { endSession } from "#lib/db/people.ts";
import { hashSessionToken } from "./session-token.ts";

/** next-auth's adapter for Prisma, but with our ids, and with hashes in place of session tokens. */
export function createAdapter(): Adapter {
  const adapter = PrismaAdapter(prisma());
  const { session, user } = prisma();
  return {
    ...adapter,
    // Two links followed at once by somebody who has never been here make one user, and both sign in.
    createUser: ({ email: typed, emailVerified, name = null, image = null }: Omit<AdapterUser, "id">) => {
      const email = typed.toLowerCase();
      const create = { id: newId(), email, emailVerified, name, image };
      return user.upsert({ where: { email }, update: { emailVerified }, create });
    },
    async createSession({ sessionToken, userId, expires }): Promise<AdapterSession> {
      const hashed = hashSessionToken(sessionToken);
      await session.deleteMany({ where: { userId, expires: { lt: new Date() } } });
      await session.create({ data: { id: newId(), sessionToken: hashed, userId, expires } });
      return { sessionToken, userId, expires };
    },
    async getSessionAndUser(sessionToken) {
      const row = await session.findUnique({
        where: { sessionToken: hashSessionToken(sessionToken) },
        include: { user: true },
      });
      if (!row) return null;
      return { session: { sessionToken, userId: row.userId, expires: row.expires }, user: row.user };
    },
    async updateSession({ sessionToken, expires }) {
      const where = { sessionToken: hashSessionToken(sessionToken) };
      const { userId, expires: kept } = await session.update({ where, data: expires ? { expires } : {} });
      return { sessionToken, userId, expires: kept };
    },
    // Not the adapter's own: that one throws when the session has ended already, and with it the next sign-in would fail.
    deleteSession: (sessionToken) => endSession(hashSessionToken(sessionToken)),
  };
}
