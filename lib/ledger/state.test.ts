import { expect, test } from "vitest";
import type { Hold } from "./hold.ts";
import { WorkspaceState } from "./state.ts";

const AT = new Date("2026-11-21T12:00:00.000Z");

function stateOf(posting: bigint): WorkspaceState {
  const settings = {
    timeZone: "UTC",
    plan: null,
    paused: false,
    features: [],
    planFeatures: [],
    budgets: [],
  };
  const head = { version: posting, seq: 0n, postedAt: AT, posting, hash: "00".repeat(32) };
  return new WorkspaceState({ workspaceId: "acme", ...settings, ...head });
}

function holdOf(id: string): Hold {
  const by = { agent: null, job: null, run: null, source: "api", apiKey: null, actor: "key:test" } as const;
  const times = { createdAt: AT, expiresAt: AT, ended: null, month: "2026-11", extended: [] };
  return { id, ...by, ...times, rateVersion: 1, metadata: null, lines: [], parts: [] };
}

test("holds that ended in the last three postings are remembered, however many end", () => {
  const state = stateOf(7n);
  let count = 0;
  const end = (posting: bigint, holds: number) => {
    state.posting = posting;
    for (let nth = 0; nth < holds; nth += 1) {
      const hold = holdOf(`hold-${count}`);
      count += 1;
      state.addHold(hold);
      hold.ended = { at: AT, how: "released" };
      state.holdEnded(hold);
    }
  };
  end(7n, 500);
  end(8n, 500);
  end(9n, 500);
  end(10n, 500);
  // Those of the oldest are stored, since at most two flushes are under way; the others may not be.
  expect([499, 500, 1_000, 1_999].map((nth) => state.holds.has(`hold-${nth}`))).toEqual([
    false,
    true,
    true,
    true,
  ]);
});
