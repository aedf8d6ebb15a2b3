import { findDemoAccount } from "#lib/auth/demo-accounts.ts";
import { toLocalPath } from "#lib/auth/local-path.ts";
import { createSignInLink } from "#lib/auth/sign-in-link.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import { env } from "#lib/env.ts";
import { publicRoute } from "#lib/web/route.ts";

/** One-click sign-in to a demo account: the same link as in the mail, followed at once. */
export const POST = publicRoute(async ({ request }) => {
  if (!env().demo) throw new NotFoundError();
  const form = await request.formData();
  const account = findDemoAccount(form.get("account"));
  if (!account) throw new NotFoundError("This demo account");
  const asked = toLocalPath(form.get("callbackUrl"));
  const link = await createSignInLink(account.email, asked === "/" ? account.home : asked, new Date());
  return new Response(null, { status: 303, headers: { Location: link } });
});
