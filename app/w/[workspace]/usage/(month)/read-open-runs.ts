import type { OpenRuns } from "#components/usage/run-rows.tsx";
import { NONE } from "#components/usage/usage-url.ts";
import { isCallerId } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { getUsage } from "#lib/queries/usage.ts";
import type { UsageView } from "#lib/queries/usage-view.ts";
import { tolerate } from "../../tolerate.ts";
import type { UrlProblem } from "../read-view.ts";

const PAGE_ROWS = 25;

type Asked = { view: UsageView; open: string | null; after: string | null };
type Read = { runs: OpenRuns | null; problems: UrlProblem[] };

/** A page of the runs of the line that the address opens: "<agent>/<job>". */
export async function readOpenRuns(
  viewer: Viewer,
  workspaceId: string,
  { view, open, after }: Asked,
  now: Date,
): Promise<Read> {
  if (!open) return { runs: null, problems: [] };
  const [agent, job, ...rest] = open.split("/");
  if (!isPart(agent) || !isPart(job) || rest.length > 0) {
    return { runs: null, problems: [{ name: "open", value: open }] };
  }
  const asked = {
    ...view,
    agent: agent === NONE ? null : agent,
    job: job === NONE ? null : job,
    groupBy: "run",
    limit: PAGE_ROWS,
    after: after || undefined,
  };
  const { value, filters, problems } = await tolerate(asked, (left) =>
    getUsage(viewer, workspaceId, left, now),
  );
  const { rows: runs, next, timeZone: zone } = value;
  return {
    runs: { key: open, agent, job, runs, zone, next, isFirstPage: filters.after === undefined },
    problems,
  };
}

function isPart(text: string | undefined): text is string {
  return text !== undefined && (text === NONE || isCallerId(text));
}
