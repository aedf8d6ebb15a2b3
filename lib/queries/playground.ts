import { rateCardAt } from "#lib/core/rates.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { prisma } from "#lib/db/client.ts";
import { rateCards } from "#lib/db/rate-cards.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";

/** What a planned run can be made of: the models that `ai.text` has a price for, and the workspace's agents and jobs. */
export type RunOptions = {
  models: { model: string; vendor: string }[];
  agents: { id: string; name: string }[];
  jobs: { id: string; name: string }[];
};

const NAMED = { select: { id: true, name: true }, orderBy: { name: "asc" }, take: 100 } as const;

/** The choices of the Playground's forms at `now`. Throws NotFoundError. */
export async function getRunOptions(viewer: Viewer, workspaceId: string, now: Date): Promise<RunOptions> {
  await requireWorkspaceRow(viewer, workspaceId);
  const [cards, agents, jobs] = await Promise.all([
    rateCards(),
    prisma().agent.findMany({ where: { workspaceId }, ...NAMED }),
    prisma().job.findMany({ where: { workspaceId }, ...NAMED }),
  ]);
  const rate = rateCardAt(cards, now)?.rates.find(({ feature }) => feature === "ai.text");
  return { models: (rate?.models ?? []).map(({ model, vendor }) => ({ model, vendor })), agents, jobs };
}
