import { describe, expect, test } from "vitest";
import { ACME, freshKey, openTestApi, stateOf } from "./test-client.ts";

const api = openTestApi();

describe("putting a workspace", () => {
  test("creates it with starter credits, then updates it without giving them again", async () => {
    const created = await api.put("/workspaces/acme", {
      ...ACME,
      plan: "team",
      seats: 3,
      owners: ["Owner@Acme.example"],
    });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: "acme",
      ...ACME,
      plan: "team",
      seats: 3,
      createdAt: "2026-11-21T12:00:00.000Z",
    });
    const updated = await api.put("/workspaces/acme", {
      name: "Acme",
      timeZone: "Asia/Kolkata",
      currency: "USD",
    });
    expect(updated.status).toBe(200);
    expect(updated.body).toMatchObject({ name: "Acme", timeZone: "Asia/Kolkata", plan: "team", seats: 3 });
    const { credits } = (await api.get("/workspaces/acme/balance")).body;
    expect([credits.ai.available, credits.automation.available]).toEqual(["50", "1000"]);
    const owners = await api.database.prisma.member.findMany({
      where: { workspaceId: "acme" },
      include: { user: true },
    });
    expect(owners.map(({ role, user }) => [role, user.email])).toEqual([["owner", "owner@acme.example"]]);
  });

  test("of many at once creates one, and gives its starter credits once", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.put("/workspaces/rush", ACME)));
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([...Array.from({ length: 19 }, () => 200), 201]);
    expect(await api.rows("transfer", "rush")).toBe(2);
  });

  test.each([
    ["name", { name: "" }],
    ["name", { name: "  " }],
    ["name", { name: "a".repeat(201) }],
    ["name", { name: "Ac\u0000me" }],
    ["name", { name: undefined }],
    ["timeZone", { timeZone: "Europe/Atlantis" }],
    ["timeZone", { timeZone: "CEST" }],
    ["timeZone", { timeZone: "+01:00" }],
    ["currency", { currency: "EURO" }],
    ["currency", { currency: "XQQ" }],
    ["currency", { currency: "eur" }],
    ["seats", { seats: 0 }],
    ["seats", { seats: 1.5 }],
    ["seats", { seats: "3" }],
    ["plan", { plan: "" }],
    ["owners.0", { owners: ["nobody"] }],
    ["owners", { owners: "owner@acme.example" }],
    ["id", { id: "other" }],
  ])("refuses a wrong %s: %j", async (path, over) => {
    const id = await api.workspace();
    const before = await stateOf(api, id);
    const refused = await api.put(`/workspaces/${id}`, { ...ACME, name: "Changed", ...over });
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ path }] } });
    const row = await api.database.prisma.workspace.findUnique({ where: { id } });
    expect(row?.name).toBe(ACME.name);
    expect(await stateOf(api, id)).toEqual(before);
  });

  test.each(["a b", "a%2Fb", "%00", "a".repeat(129), "%E4", "%F0%9F%98%80"])(
    "refuses the id %s, and says which ids there are",
    async (id) => {
      const refused = await api.put(`/workspaces/${id}`, ACME);
      expect(refused).toMatchObject({
        status: 400,
        body: { code: "invalid_request", errors: [{ path: "workspace" }] },
      });
    },
  );

  test("knows an id in either spelling of its address", async () => {
    const key = freshKey();
    const created = await api.put("/workspaces/team:1", ACME, key);
    const repeated = await api.put("/workspaces/team%3A1", ACME, key);
    expect([created.body.id, repeated.body.id]).toEqual(["team:1", "team:1"]);
    expect(repeated.headers.get("Idempotent-Replayed")).toBe("true");
  });
});
