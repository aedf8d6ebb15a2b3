// The address of the usage screens: one list of keys for those who read it and those who link to it.
import { createLoader, createSerializer, parseAsString } from "nuqs/server";
import { screenPath } from "#components/shell/screens.ts";

/** Stands in the address for "no agent", "no job", "no run". No id can hold a tilde. */
export const NONE = "~none";

const keys = {
  month: parseAsString,
  agent: parseAsString,
  job: parseAsString,
  feature: parseAsString,
  source: parseAsString,
  /** What the chart is cut by. */
  by: parseAsString,
  /** The line of the table whose runs are open: the agent's id, a slash and the job's. */
  open: parseAsString,
  /** A page of the open line's runs, or of a run's events. */
  after: parseAsString,
};

const runKeys = { ...keys, run: parseAsString };

export const readUsageUrl = createLoader(keys);
export const readRunUrl = createLoader(runKeys);

export type UsageUrl = Awaited<ReturnType<typeof readUsageUrl>>;
export type RunUrl = Awaited<ReturnType<typeof readRunUrl>>;

const usageQuery = createSerializer(keys);
const runQuery = createSerializer(runKeys);

export function usagePath(workspaceId: string, url: Partial<UsageUrl>): string {
  return usageQuery(screenPath(workspaceId, "usage"), url);
}

export function runPath(workspaceId: string, url: Partial<RunUrl>): string {
  return runQuery(`${screenPath(workspaceId, "usage")}/run`, url);
}

export function exportPath(workspaceId: string, url: Partial<UsageUrl>): string {
  return usageQuery(`${screenPath(workspaceId, "usage")}/export`, url);
}
