import { expect, test } from "vitest";
import { engine } from "#lib/ledger/engine.ts";
import { openTestApi } from "./test-client.ts";

const api = openTestApi();
const ask = (path: string) => api.call("GET", path, { key: null });

/** What a gauge says, by its label. */
function gauge(text: string, name: string): Record<string, number> {
  const lines = [...text.matchAll(new RegExp(`^${name}\\{state="(\\w+)"\\} (\\d+)$`, "gm"))];
  return Object.fromEntries(lines.map(([, state, value]) => [state, Number(value)]));
}

test("a process whose queue of postings is full is not ready until there is room, and its metrics say so", async () => {
  const id = await api.workspace();
  expect((await ask("/readyz")).body).toEqual({ status: "ready" });
  const { most } = engine().queue;
  const posts = Array.from({ length: most }, () =>
    engine().post({ kind: "expire", workspaceId: id, actor: "test", now: api.now }),
  );
  const [full, metrics] = await Promise.all([ask("/readyz"), ask("/metrics")]);
  expect([full.status, full.body]).toEqual([503, { status: "unavailable", waitsFor: "queue" }]);
  expect(full.headers.get("Retry-After")).toBe("1");
  expect(gauge(metrics.body, "headroom_ledger_queue")).toEqual({ waiting: expect.any(Number), most });
  await Promise.all(posts);
  expect((await ask("/readyz")).status).toBe(200);
  expect(gauge((await ask("/metrics")).body, "headroom_ledger_queue")).toEqual({ waiting: 0, most });
});
