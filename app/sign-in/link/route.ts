import { after } from "next/server";
import { z } from "zod";
import { toLocalPath } from "#lib/auth/local-path.ts";
import { countLinkRequest, sendSignInLink } from "#lib/auth/request-sign-in-link.ts";
import { log } from "#lib/log/logger.ts";
import { requestContext } from "#lib/log/request-context.ts";
import { publicRoute } from "#lib/web/route.ts";
import { seeOther } from "#lib/web/see-other.ts";

const address = z.string().trim().toLowerCase().pipe(z.email().max(254));

/** The sign-in form. The answer is the same whether or not the address may sign in. */
export const POST = publicRoute(async ({ request }) => {
  const form = await request.formData();
  const callbackUrl = toLocalPath(form.get("callbackUrl"));
  const email = address.safeParse(form.get("email"));
  if (!email.success) return seeOther("/sign-in", { error: "Email", callbackUrl });
  const remoteAddress = requestContext()?.remoteAddress ?? "unknown";
  const asked = { email: email.data, path: callbackUrl, remoteAddress, now: new Date() };
  const waitSeconds = countLinkRequest(asked);
  if (waitSeconds !== null) {
    return seeOther("/sign-in", { error: "RateLimited", wait: String(waitSeconds), callbackUrl });
  }
  after(() =>
    sendSignInLink(asked).catch((error: unknown) =>
      log().error({ err: error }, "a sign-in link was not sent"),
    ),
  );
  return seeOther("/sign-in", { sent: "1" });
});
