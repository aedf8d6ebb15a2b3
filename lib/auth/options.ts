import type { NextAuthOptions } from "next-auth";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/logger.ts";
import { createAdapter } from "./adapter.ts";
import { authCookies, SESSION_SECONDS } from "./cookies.ts";
import { toLocalPath } from "./local-path.ts";
import { mayEnter } from "./may-enter.ts";
import { newSessionToken } from "./session-token.ts";
import { LINK_MINUTES } from "./sign-in-link.ts";

const DAY_SECONDS = 24 * 60 * 60;

/** next-auth redeems the links that `createSignInLink` makes, and keeps the sessions. It sends nothing itself. */
export function authOptions(): NextAuthOptions {
  const { authSecret, baseUrl, mailFrom } = env();
  return {
    secret: authSecret,
    adapter: createAdapter(),
    session: {
      strategy: "database",
      maxAge: SESSION_SECONDS,
      updateAge: DAY_SECONDS,
      generateSessionToken: newSessionToken,
    },
    useSecureCookies: baseUrl.startsWith("https:"),
    cookies: authCookies(baseUrl),
    pages: { signIn: "/sign-in", error: "/sign-in", verifyRequest: "/sign-in" },
    providers: [
      {
        id: "email",
        type: "email",
        name: "Email",
        server: "",
        from: mailFrom,
        maxAge: LINK_MINUTES * 60,
        sendVerificationRequest: () => Promise.reject(new Error("Links are sent by requestSignInLink.")),
        options: {},
      },
    ],
    callbacks: {
      // Asked again when the link is used: the membership may be gone by then.
      signIn: async ({ user }) => mayEnter(user.email ?? ""),
      redirect: async ({ url }) =>
        `${baseUrl}${toLocalPath(url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : url)}`,
    },
    logger: {
      error: (code, metadata) => log().error({ code, err: errorIn(metadata) }, "sign-in failed"),
      warn: (code) => log().debug({ code }, "next-auth"),
      debug: () => undefined,
    },
  };
}

function errorIn(metadata: Error | { error: Error; [key: string]: unknown }): Error {
  return metadata instanceof Error ? metadata : metadata.error;
}
