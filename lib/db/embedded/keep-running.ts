import type { Running } from "./cluster.ts";
import { livingProcess } from "./living-process.ts";

const LOOK_EVERY_MS = 500;

export type KeptRunning = {
  /** The server as it is now. */
  current(): Running;
  /** Stops looking, and waits for a restart under way. */
  end(): Promise<void>;
};

/**
 * Looks after a server in use: when it ends without being told to (killed, out of memory), `restart` brings it back on the
 * same port, so that the connections' next attempt succeeds. A restart that fails is tried again at the next look.
 */
export function keepRunning(first: Running, restart: (port: number) => Promise<Running>): KeptRunning {
  let running = first;
  let restarting: Promise<void> | undefined;
  const look = () => {
    if (restarting || livingProcess(running.pid) !== undefined) return;
    restarting = restart(running.port)
      .then((next) => {
        running = next;
      })
      .catch(() => undefined)
      .finally(() => {
        restarting = undefined;
      });
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return {
    current: () => running,
    async end() {
      clearInterval(timer);
      await restarting;
    },
  };
}
