import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { joinSandbox } from "./join-sandbox.ts";
import { clientFor, pressButton, SECRET_KEY, startTestSandbox, WEBHOOK_SECRET } from "./sandbox-for-tests.ts";
import { openStore } from "./store.ts";

let storage: string;

beforeEach(() => {
  storage = mkdtempSync(join(tmpdir(), "sandbox-"));
});
afterEach(() => rmSync(storage, { recursive: true }));

const reply = (id: string, savedAt: number) => ({
  id,
  object: "reply" as const,
  request: "",
  status: 200,
  body: "",
  savedAt,
});
const now = new Date("2026-11-21T12:00:00Z");

describe("the store", () => {
  test("keeps all writes of a transaction or none", () => {
    const store = openStore(storage, now);
    store.transact(() => store.put("reply", reply("a", now.getTime())));
    expect(() =>
      store.transact(() => {
        store.put("reply", { ...reply("a", now.getTime()), status: 500 });
        store.put("reply", reply("b", now.getTime()));
        throw new Error("no");
      }),
    ).toThrow("no");
    for (const one of [store, openStore(storage, now)]) {
      expect(one.all("reply").map(({ id, status }) => [id, status])).toEqual([["a", 200]]);
    }
  });

  test("a line that a crash cut short was never acknowledged; a damaged one in the middle stops the start", () => {
    const store = openStore(storage, now);
    store.transact(() => store.put("reply", reply("a", now.getTime())));
    appendFileSync(join(storage, "journal.jsonl"), '[["reply",{"id":"b"');
    expect(openStore(storage, now).all("reply")).toHaveLength(1);
    appendFileSync(join(storage, "journal.jsonl"), "broken\n");
    expect(() => openStore(storage, now)).toThrow("Line 2 of");
  });

  test("forgets idempotency keys after a day, and history that was overwritten, when it is opened", () => {
    const store = openStore(storage, now);
    store.transact(() => store.put("reply", reply("old", now.getTime())));
    store.transact(() => store.put("reply", reply("new", now.getTime() + 1)));
    store.transact(() => store.put("reply", { ...reply("new", now.getTime() + 1), status: 201 }));
    openStore(storage, new Date(now.getTime() + 24 * 60 * 60 * 1000));
    expect(readFileSync(join(storage, "journal.jsonl"), "utf8").split("\n")).toHaveLength(2);
  });

  test("forgets deliveries that are done when it is opened, and keeps those that are due", () => {
    const store = openStore(storage, now);
    const delivery = { object: "delivery" as const, attempts: 1, delivered: false, lastStatus: 500 };
    store.transact(() => store.put("delivery", { ...delivery, id: "done", nextAt: null }));
    store.transact(() => store.put("delivery", { ...delivery, id: "due", nextAt: 1 }));
    expect(
      openStore(storage, now)
        .all("delivery")
        .map(({ id }) => id),
    ).toEqual(["due"]);
  });

  test("writes only inside a transaction, and transactions do not nest", () => {
    const store = openStore(null, now);
    expect(() => store.put("reply", reply("a", 0))).toThrow("only inside a transaction");
    expect(() => store.transact(() => store.transact(() => 1))).toThrow("do not nest");
  });
});

describe("after a restart", () => {
  test("yesterday's payment is still there, its key still answers, and an undelivered webhook still comes", async () => {
    const first = await startTestSandbox({ storage });
    first.sandbox.controls.webhooks.hold();
    const options = { idempotencyKey: "key-1" };
    const params = {
      mode: "payment" as const,
      success_url: "http://localhost/",
      line_items: [
        { quantity: 1, price_data: { currency: "eur", unit_amount: 4900, product_data: { name: "P" } } },
      ],
    };
    const session = await first.client.checkout.sessions.create(params, options);
    await pressButton(session.url ?? "", "pay");
    await first.close();

    const second = await startTestSandbox({ storage });
    expect((await second.client.checkout.sessions.create(params, options)).id).toBe(session.id);
    const known = await second.client.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
    expect(known).toMatchObject({ payment_status: "paid", payment_intent: { amount_received: 4900 } });
    await second.sandbox.controls.webhooks.settled();
    expect(second.inbox.received.map(({ event }) => event.type)).toContain("checkout.session.completed");
    await second.close();
  });
});

describe("several processes", () => {
  const options = () => ({
    storage,
    webhookUrl: "http://127.0.0.1:9/",
    webhookSecret: WEBHOOK_SECRET,
    secretKey: SECRET_KEY,
  });

  test("share one sandbox, and a dead one's address does not mislead the next", async () => {
    const first = await joinSandbox(options());
    const second = await joinSandbox(options());
    expect(second.apiBase).toBe(first.apiBase);
    await first.close();
    const third = await joinSandbox(options());
    expect((await clientFor(third.apiBase).customers.list()).data).toEqual([]);
    await third.close();
  });
});
