import NextAuth from "next-auth";
import { authOptions } from "#lib/auth/options.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

// Redeeming a link and asking who is signed in. Links are asked for at /sign-in, and signing out is an action of its own.
const OPEN = /^(callback\/email|session|csrf|providers|error|signin)$/;

export async function GET(request: Request, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  if (!OPEN.test(nextauth.join("/"))) return new Response(null, { status: 404 });
  return NextAuth(authOptions())(request, context);
}

/** Mail scanners ask with HEAD whether a link is alive. Answered without redeeming it, or the reader would come too late. */
export function HEAD(): Response {
  return new Response(null, { status: 200 });
}
