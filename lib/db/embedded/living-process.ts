import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Names one life of a process: its id and when it began, so that a reused id is not mistaken for it.
 * Undefined when it is gone. A zombie counts as gone: in a container whose first process reaps no children it stays
 * listed for ever, and `kill(pid, 0)` would call it alive.
 */
export function livingProcess(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  const state = process.platform === "linux" ? linuxState(pid) : psState(pid);
  if (state === undefined || /^[ZX]/.test(state.state)) return undefined;
  return `${pid} ${state.began}`;
}

interface ProcessState {
  readonly state: string;
  readonly began: string;
}

function linuxState(pid: number): ProcessState | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command, field 2, may hold spaces and brackets; what follows the last bracket begins with field 3, the state.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "X", began: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}

function psState(pid: number): ProcessState | undefined {
  try {
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    const [state = "X", ...began] = line.split(/\s+/);
    return { state, began: began.join(" ") };
  } catch {
    return undefined;
  }
}
