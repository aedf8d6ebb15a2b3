import { requireViewer } from "#lib/auth/session.ts";
import { settleReturn } from "#lib/commands/settle-return.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import { seeOther } from "#lib/web/see-other.ts";

type Context = { params: Promise<{ workspace: string }> };

/**
 * Where Stripe leads the buyer after paying. Settles the payment, so nobody waits for the webhook, and only then leads on to
 * the page, so that all of it shows the balance as it is now.
 */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { workspace } = await params;
  const session = new URL(request.url).searchParams.get("session_id") ?? "";
  const here = `/w/${encodeURIComponent(workspace)}/buy/return`;
  const viewer = await requireViewer(`${here}?session_id=${encodeURIComponent(session)}`);
  const outcome = await settleReturn(viewer, workspace, session, new Date()).catch(notFoundAsNull);
  // A page says that there is no such purchase, as for any other address that does not exist.
  if (!outcome) return seeOther(`${here}/unknown`);
  return seeOther(`${here}/${outcome.purchaseId}`, { ask: outcome.asked ? "" : session });
}

function notFoundAsNull(error: unknown): null {
  if (error instanceof NotFoundError) return null;
  throw error;
}
