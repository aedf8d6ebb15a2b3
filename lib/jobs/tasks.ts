import type { TaskList } from "graphile-worker";

/** Every job that can be queued, by its name. Each lives in a file of its own. */
export const tasks: TaskList = {};
