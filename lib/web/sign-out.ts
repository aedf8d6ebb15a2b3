"use server";

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cookieName } from "#lib/auth/cookies.ts";
import { hashSessionToken } from "#lib/auth/session-token.ts";
import { endSession } from "#lib/db/people.ts";
import { env } from "#lib/env.ts";
import { isSameOrigin } from "./same-origin.ts";

/** Ends the session in the database and in the browser. For a form's action, wherever there is a way to sign out. */
export async function signOut(): Promise<void> {
  const { baseUrl } = env();
  if (!isSameOrigin(await headers(), baseUrl)) redirect("/sign-in?error=BadOrigin");
  const jar = await cookies();
  const name = cookieName(baseUrl, "session");
  const token = jar.get(name)?.value;
  if (token) await endSession(hashSessionToken(token));
  jar.delete({ name, path: "/", secure: baseUrl.startsWith("https:"), httpOnly: true, sameSite: "lax" });
  redirect("/sign-in");
}
