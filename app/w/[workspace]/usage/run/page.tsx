import { getTranslations } from "next-intl/server";
import type { SearchParams } from "nuqs/server";
import { RunScreen } from "#components/usage/run-screen.tsx";
import { NONE, readRunUrl } from "#components/usage/usage-url.ts";
import { requireViewer, requireWorkspace } from "#lib/auth/session.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import { isCallerId } from "#lib/core/ids.ts";
import { listRunEvents } from "#lib/queries/run-details.ts";
import { requestTime } from "../../load-balance.ts";
import { tolerate } from "../../tolerate.ts";
import { readView, toUrl } from "../read-view.ts";

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata() {
  const t = await getTranslations("usage.table");
  return { title: t("runs") };
}

export default async function RunPage({ params, searchParams }: PageProps) {
  const viewer = await requireViewer();
  const id = requireWorkspace(viewer, (await params).workspace);
  const asked = await readRunUrl(searchParams);
  const run = asked.run || NONE;
  // A run is found by what it belongs to: with one of these wrong there is nothing to show instead.
  if (run !== NONE && !isCallerId(run)) throw new NotFoundError("This run");
  const { view, sources, problems } = await readView(viewer, id, asked, requestTime());
  if (problems.some(({ name }) => name === "agent" || name === "job")) throw new NotFoundError("This run");
  const { agent = null, job = null } = view;
  const runView = { ...view, agent, job, run: run === NONE ? null : run };
  const events = await tolerate({ after: asked.after || undefined }, ({ after = null }) =>
    listRunEvents(viewer, id, runView, after),
  );
  // Narrowed to a feature or a source, a run may have nothing to show; without that, there is no such run.
  const isNarrowed = runView.feature !== undefined || runView.source !== undefined;
  if (events.value.total.events === 0 && !isNarrowed) throw new NotFoundError("This run");
  return (
    <RunScreen
      workspaceId={id}
      url={{ ...toUrl(runView), month: view.month, run, after: events.filters.after }}
      agent={sources.agents.find((one) => one.id === agent)?.name ?? null}
      job={sources.jobs.find((one) => one.id === job)?.name ?? null}
      details={events.value}
      problems={[...problems, ...events.problems]}
    />
  );
}
