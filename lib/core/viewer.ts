// Who is asking. Every query and command takes one; only the edges make one.

export const ROLES = ["owner", "billing", "member", "viewer"] as const;
export type Role = (typeof ROLES)[number];

export type Membership = { readonly workspaceId: string; readonly role: Role };

export type UserViewer = {
  readonly kind: "user";
  readonly userId: string;
  readonly email: string;
  readonly name: string | null;
  readonly isPlatformAdmin: boolean;
  readonly memberships: readonly Membership[];
};

/** The product's backend, by a platform API key. */
type PlatformViewer = { readonly kind: "platform" };

/** A customer's own API key: one workspace, some scopes. */
type WorkspaceKeyViewer = {
  readonly kind: "workspace-key";
  readonly workspaceId: string;
  readonly scopes: readonly ("read" | "meter")[];
};

/** Headroom itself: jobs, the seed, a payment settled by webhook. `reason` goes to the audit log. */
export type SystemViewer = { readonly kind: "system"; readonly reason: string };

export type Viewer = UserViewer | PlatformViewer | WorkspaceKeyViewer | SystemViewer;
