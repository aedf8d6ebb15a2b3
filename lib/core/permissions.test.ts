import { describe, expect, it } from "vitest";
import {
  canAdminister,
  canBuy,
  canManageKeys,
  canMeter,
  canMeterSomewhere,
  canRead,
  canSee,
  canSetBudgets,
  roleIn,
} from "./permissions.ts";
import { ROLES, type Role, type UserViewer, type Viewer } from "./viewer.ts";

const HOME = "acme-home";
const OTHER = "nordlicht-outdoor";

function user(role: Role | null, isPlatformAdmin = false): UserViewer {
  const memberships = role === null ? [] : [{ workspaceId: HOME, role }];
  return { kind: "user", userId: "u", email: "a@example.com", name: null, isPlatformAdmin, memberships };
}

const owner = user("owner");
const platform: Viewer = { kind: "platform", keyId: null };
const system: Viewer = { kind: "system", reason: "test" };
const key = (...scopes: ("read" | "meter")[]): Viewer => ({
  kind: "workspace-key",
  keyId: "01890a5d-ac96-774b-bcce-b302099a8057",
  workspaceId: HOME,
  scopes,
});

describe("who may do what in a workspace", () => {
  it.each([
    // viewer, see, read, meter, buy, keys, administer
    ["an owner", user("owner"), true, true, true, true, true, false],
    ["a billing member", user("billing"), true, true, true, true, false, false],
    ["a member", user("member"), true, true, true, false, false, false],
    ["a viewer", user("viewer"), true, true, false, false, false, false],
    ["a stranger", user(null), false, false, false, false, false, false],
    ["a platform admin who is no member", user(null, true), true, true, false, false, true, true],
    ["a platform admin who is an owner", user("owner", true), true, true, true, true, true, true],
    ["the product's backend", platform, true, true, true, true, true, true],
    ["Headroom itself", system, true, true, true, true, true, true],
    ["a key that reads", key("read"), true, true, false, false, false, false],
    ["a key that meters", key("meter"), true, false, true, false, false, false],
    ["a key that does both", key("read", "meter"), true, true, true, false, false, false],
  ])("%s", (_name, viewer, see, read, meter, buy, keys, administer) => {
    expect(canSee(viewer, HOME)).toBe(see);
    expect(canRead(viewer, HOME)).toBe(read);
    expect(canMeter(viewer, HOME)).toBe(meter);
    expect(canMeterSomewhere(viewer)).toBe(meter);
    expect(canBuy(viewer, HOME)).toBe(buy);
    expect(canManageKeys(viewer, HOME)).toBe(keys);
    expect(canSetBudgets(viewer, HOME)).toBe(buy || administer);
    expect(canAdminister(viewer)).toBe(administer);
  });

  it("nothing of one workspace opens another", () => {
    for (const viewer of [user("owner"), key("read", "meter")]) {
      expect(canSee(viewer, OTHER)).toBe(false);
      expect(canRead(viewer, OTHER)).toBe(false);
      expect(canManageKeys(viewer, OTHER)).toBe(false);
      expect(canMeter(viewer, OTHER)).toBe(false);
      expect(canBuy(viewer, OTHER)).toBe(false);
      expect(canSetBudgets(viewer, OTHER)).toBe(false);
    }
  });

  it("only people have roles, and only where they are members", () => {
    expect(roleIn(user("billing"), HOME)).toBe("billing");
    expect(roleIn(user("billing"), OTHER)).toBeNull();
    expect(roleIn({ kind: "platform", keyId: null }, HOME)).toBeNull();
  });

  it("a role may do all that the one below it may", () => {
    const ladder = ROLES.map((role) => user(role));
    for (const may of [canRead, canMeter, canBuy, canSetBudgets]) {
      const answers = ladder.map((viewer) => may(viewer, HOME));
      expect(answers).toEqual(answers.toSorted((a, b) => Number(b) - Number(a)));
    }
  });

  it("a person who is a member of two workspaces has in each the role given there", () => {
    const both: Viewer = {
      ...owner,
      memberships: [...owner.memberships, { workspaceId: OTHER, role: "viewer" }],
    };
    expect([roleIn(both, HOME), roleIn(both, OTHER)]).toEqual(["owner", "viewer"]);
    expect([canBuy(both, HOME), canBuy(both, OTHER)]).toEqual([true, false]);
    expect([canMeter(both, HOME), canMeter(both, OTHER)]).toEqual([true, false]);
    expect(canRead(both, OTHER)).toBe(true);
  });
});
