import { afterEach, describe, expect, test } from "vitest";
import { createApiKey } from "#lib/commands/create-api-key.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { freshKey, NOW, openTestApi, records, stateOf } from "./test-client.ts";
import { openTestStripe } from "./test-stripe.ts";

const api = openTestApi();
const stripe = openTestStripe();
const platform: Viewer = { kind: "platform", keyId: null };
const returnUrl = "https://app.example.com/credits?tab=buy";

const sessions = () => stripe.sandbox.controls.store.all("checkout.session");
afterEach(() => stripe.sandbox.controls.faults.clear());

const buy = (id: string, body: unknown, key = freshKey()) =>
  api.post(`/workspaces/${id}/checkout`, body, key);

describe("a checkout", () => {
  test("opens the payment page of a pack at the price of the price table", async () => {
    const id = await api.workspace();
    const before = await stateOf(api, id);
    const bought = await buy(id, { pack: "ai-2000", returnUrl });
    expect([bought.status, Object.keys(bought.body)]).toEqual([201, ["url"]]);
    const session = sessions().find(({ url }) => url === bought.body.url);
    expect(session).toMatchObject({
      amount_total: 4900,
      currency: "eur",
      metadata: { workspace: id },
      success_url: returnUrl,
      cancel_url: returnUrl,
    });
    expect(await stateOf(api, id)).toEqual(before);
    const purchases = await api.database.prisma.purchase.findMany({ where: { workspaceId: id } });
    expect(purchases).toMatchObject([{ packId: "ai-2000", priceMinor: 4900n, status: "pending" }]);
  });

  test("leads back to our own pages where the product names none", async () => {
    const id = await api.workspace();
    const { body } = await buy(id, { pack: "ai-2000" });
    const session = sessions().find(({ url }) => url === body.url);
    expect(session?.success_url).toContain(`http://localhost:3000/w/${id}/buy/return?session_id=`);
  });

  test("is the same page again under its key, and one purchase, also of many at once", async () => {
    const id = await api.workspace();
    const key = freshKey();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => buy(id, { pack: "ai-2000", returnUrl }, key)),
    );
    const opened = answers.filter(({ status }) => status === 201);
    const again = await buy(id, { pack: "ai-2000", returnUrl }, key);
    expect(opened.length).toBeGreaterThan(0);
    for (const { body } of opened) expect(body).toEqual(again.body);
    for (const { status } of answers) expect([201, 503]).toContain(status);
    expect([again.status, again.headers.get("Idempotent-Replayed")]).toEqual([201, "true"]);
    expect(await api.rows("purchase", id)).toBe(1);
    for (const body of [{ pack: "ai-500", returnUrl }, { pack: "ai-2000" }]) {
      const other = await buy(id, body, key);
      expect([other.status, other.body.code]).toEqual([422, "idempotency_mismatch"]);
    }
    expect((await api.post(`/workspaces/${id}/debits`, records(1), key)).status).toBe(422);
    expect(await api.rows("purchase", id)).toBe(1);
  });

  test("of a pack that is not on sale is refused, and the key stays free", async () => {
    const id = await api.workspace();
    const key = freshKey();
    const refused = await buy(id, { pack: "ai-1" }, key);
    expect([refused.status, refused.body.code]).toEqual([409, "pack_unavailable"]);
    expect(await api.rows("purchase", id)).toBe(0);
    expect((await buy(id, { pack: "ai-500" }, key)).status).toBe(201);
    const yen = await api.workspace({ currency: "JPY" });
    expect((await buy(yen, { pack: "ai-500" })).body.code).toBe("pack_unavailable");
  });

  test.each([
    ["returnUrl", { pack: "ai-500", returnUrl: "http://app.example.com/" }],
    ["returnUrl", { pack: "ai-500", returnUrl: "javascript:alert(1)" }],
    ["returnUrl", { pack: "ai-500", returnUrl: "/credits" }],
    ["returnUrl", { pack: "ai-500", returnUrl: `https://example.com/${"x".repeat(2000)}` }],
    ["returnUrl", { pack: "ai-500", returnUrl: null }],
    ["pack", {}],
    ["pack", { pack: 500 }],
    ["priceMinor", { pack: "ai-500", priceMinor: 1 }],
  ])("is refused for a wrong %s", async (path, body) => {
    const id = await api.workspace();
    const refused = await buy(id, body);
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ path }] } });
    expect(await api.rows("purchase", id)).toBe(0);
  });

  test("needs a key, and a workspace that exists", async () => {
    const id = await api.workspace();
    const bare = await api.call("POST", `/api/v1/workspaces/${id}/checkout`, { body: { pack: "ai-500" } });
    expect([bare.status, bare.body.code]).toEqual([400, "idempotency_key_required"]);
    expect((await buy("nobody", { pack: "ai-500" })).status).toBe(404);
  });

  test("is for the platform: a workspace's own key spends no money, and a foreign one sees nothing", async () => {
    const [mine, foreign] = [await api.workspace(), await api.workspace()];
    const made = await createApiKey(
      platform,
      mine,
      { name: "all", scopes: ["read", "meter"], reason: "Test" },
      NOW,
    );
    if (!made.ok) throw new Error(made.error.code);
    const { secret: key } = made.value;
    const by = (id: string) =>
      api.call("POST", `/api/v1/workspaces/${id}/checkout`, {
        key,
        body: { pack: "ai-500" },
        headers: { "Idempotency-Key": freshKey() },
      });
    const [own, other] = [await by(mine), await by(foreign)];
    expect([own.status, own.body.code, other.status, other.body.code]).toEqual([
      403,
      "forbidden",
      404,
      "not_found",
    ]);
    expect((await api.rows("purchase", mine)) + (await api.rows("purchase", foreign))).toBe(0);
  });
});
