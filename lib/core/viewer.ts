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

/** What a workspace's key may do: read its numbers, meter its work. */
export const KEY_SCOPES = ["read", "meter"] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

/** The product's backend, by a platform API key. `keyId` is null for the PLATFORM_API_KEY of the environment. */
type PlatformViewer = { readonly kind: "platform"; readonly keyId: string | null };

/** A customer's own API key: one workspace, some scopes. */
type WorkspaceKeyViewer = {
  readonly kind: "workspace-key";
  readonly keyId: string;
  readonly workspaceId: string;
  readonly scopes: readonly KeyScope[];
};

/** Who calls with an API key. */
export type KeyViewer = PlatformViewer | WorkspaceKeyViewer;

/** Headroom itself: jobs, the seed, a payment settled by webhook. `reason` goes to the audit log. */
export type SystemViewer = { readonly kind: "system"; readonly reason: string };

export type Viewer = UserViewer | KeyViewer | SystemViewer;
