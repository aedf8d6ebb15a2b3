import { ForbiddenError } from "#lib/core/errors.ts";
import { roleIn } from "#lib/core/permissions.ts";
import { err, ok, type Result } from "#lib/core/result.ts";
import type { UserViewer } from "#lib/core/viewer.ts";
import { listOwnerEmails } from "#lib/db/owners.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/logger.ts";
import { composeMail } from "#lib/mail/compose.ts";
import { sendMail } from "#lib/mail/send-mail.ts";
import { getTexts } from "#lib/texts/texts.ts";

const HOUR_MS = 60 * 60 * 1000;

/** When each member last asked, by workspace and user. Kept in memory: to ask again after a restart does no harm. */
const askedAt = new Map<string, number>();

export type AskProblem = { code: "too_soon" | "no_owner" };

/**
 * Mails the owners of the workspace that a member asks for more credits, with a link to the packs; at most once an hour per
 * member. Answers how many owners got it. Throws NotFoundError, ForbiddenError for those who are not members, and what the
 * mail server said when it took none of the mails; then the member may ask again at once.
 */
export async function askTopUp(
  viewer: UserViewer,
  workspaceId: string,
  now: Date,
): Promise<Result<{ owners: number }, AskProblem>> {
  const workspace = await requireWorkspaceRow(viewer, workspaceId);
  if (roleIn(viewer, workspaceId) === null) throw new ForbiddenError("Only members ask for a top-up.");
  const owners = await listOwnerEmails(workspaceId);
  if (owners.length === 0) return err({ code: "no_owner" });
  const key = `${workspaceId} ${viewer.userId}`;
  if (!takeTurn(key, now.getTime())) return err({ code: "too_soon" });
  try {
    return ok({ owners: await mailAll(owners, viewer, workspace) });
  } catch (error) {
    askedAt.delete(key);
    throw error;
  }
}

function takeTurn(key: string, at: number): boolean {
  for (const [other, time] of askedAt) if (time <= at - HOUR_MS) askedAt.delete(other);
  if (askedAt.has(key)) return false;
  askedAt.set(key, at);
  return true;
}

/** How many owners were reached; throws when none was. */
async function mailAll(
  owners: readonly string[],
  viewer: UserViewer,
  workspace: { id: string; name: string },
): Promise<number> {
  const texts = getTexts("shell");
  const words = { member: viewer.name ?? viewer.email, email: viewer.email, workspace: workspace.name };
  const mail = await composeMail({
    subject: texts("askMail.subject", words),
    heading: texts("askMail.heading", words),
    paragraphs: [texts("askMail.text", words)],
    action: { label: texts("askMail.action"), url: `${env().baseUrl}/w/${workspace.id}/buy` },
    notes: [texts("askMail.note", words)],
  });
  const sent = await Promise.allSettled(owners.map((to) => sendMail({ to, ...mail })));
  const failed = sent.filter((one) => one.status === "rejected");
  if (failed.length === sent.length) throw failed[0]?.reason;
  for (const { reason } of failed) log().error({ err: reason }, "an owner could not be mailed");
  return sent.length - failed.length;
}
