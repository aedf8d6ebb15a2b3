import { NONE, type UsageUrl } from "#components/usage/usage-url.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { getRateCard } from "#lib/queries/rate-card.ts";
import { getUsage, listUsageSources, type UsageDto, type UsageSourcesDto } from "#lib/queries/usage.ts";
import type { UsageView } from "#lib/queries/usage-view.ts";
import { tolerate } from "../tolerate.ts";

export type UrlProblem = { name: string; value: string };

export type ReadView = {
  view: UsageView;
  /** The month's total; its rows are its days. */
  usage: UsageDto;
  sources: UsageSourcesDto;
  features: string[];
  problems: UrlProblem[];
};

/** What the address asks for, without what it asks wrongly, which is named. */
export async function readView(
  viewer: Viewer,
  workspaceId: string,
  url: Pick<UsageUrl, "month" | "agent" | "job" | "feature" | "source">,
  now: Date,
): Promise<ReadView> {
  const [sources, card] = await Promise.all([listUsageSources(viewer, workspaceId), getRateCard(now)]);
  const features = card?.features.map(({ feature }) => feature) ?? [];
  const problems: UrlProblem[] = [];
  const known = (name: "agent" | "job" | "feature", ids: readonly string[]) => {
    const value = url[name] || undefined;
    if (value === undefined || ids.includes(value)) return value;
    if (value === NONE && name !== "feature") return null;
    problems.push({ name, value });
    return undefined;
  };
  const asked = {
    month: url.month || undefined,
    agent: known("agent", sources.agents.map(toId)),
    job: known("job", sources.jobs.map(toId)),
    feature: known("feature", features) ?? undefined,
    source: url.source || undefined,
  };
  const { value, filters, ...found } = await tolerate(asked, (left) =>
    getUsage(viewer, workspaceId, left, now),
  );
  const view = { ...filters, month: value.month };
  return { view, usage: value, sources, features, problems: [...problems, ...found.problems] };
}

function toId({ id }: { id: string }): string {
  return id;
}

/** The view as an address says it. */
export function toUrl({ month, agent, job, feature, source }: UsageView): Partial<UsageUrl> {
  return {
    month,
    agent: agent === null ? NONE : agent,
    job: job === null ? NONE : job,
    feature,
    source,
  };
}
