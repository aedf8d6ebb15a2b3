import type { WorkspaceState } from "./state.ts";

/** The workspaces used last, as the engine left them. What a flush could not store is forgotten and read again. */
export class StateCache {
  readonly #most: number;
  #young = new Map<string, WorkspaceState>();
  #old = new Map<string, WorkspaceState>();

  /** @param most how many are surely remembered; up to twice as many may be */
  constructor(most: number) {
    this.#most = most;
  }

  get(workspaceId: string): WorkspaceState | undefined {
    const state = this.#young.get(workspaceId);
    if (state) return state;
    const aged = this.#old.get(workspaceId);
    if (aged) this.put(aged);
    return aged;
  }

  put(state: WorkspaceState): void {
    if (this.#young.size >= this.#most) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(state.workspaceId, state);
  }

  forget(workspaceId: string): void {
    this.#young.delete(workspaceId);
    this.#old.delete(workspaceId);
  }
}
