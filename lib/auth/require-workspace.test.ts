import { expect, it } from "vitest";
import type { UserViewer } from "#lib/core/viewer.ts";
import { requireWorkspace } from "./session.ts";

const viewer: UserViewer = {
  kind: "user",
  userId: "u",
  email: "anna@example.com",
  name: null,
  isPlatformAdmin: false,
  memberships: [{ workspaceId: "eu:shop.1", role: "owner" }],
};

it.each(["eu:shop.1", "eu%3Ashop.1", "%65u%3ashop.1"])("the address %s is the workspace eu:shop.1", (id) => {
  expect(requireWorkspace(viewer, id)).toBe("eu:shop.1");
});

it.each(["eu:shop.2", "eu%253Ashop.1", "%", "%E4", "", "eu%3Ashop.1%00"])(
  "%s is a page that does not exist",
  (id) => {
    expect(() => requireWorkspace(viewer, id)).toThrow("NEXT_HTTP_ERROR_FALLBACK;404");
  },
);
