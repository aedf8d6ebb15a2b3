// Permissions are predicates over a viewer: no lookups, no clock. An answer of `false` to canSee means "does not exist".
import type { Role, Viewer } from "./viewer.ts";

const METERING_ROLES: ReadonlySet<Role> = new Set(["owner", "billing", "member"]);
const BUYING_ROLES: ReadonlySet<Role> = new Set(["owner", "billing"]);

/** The viewer's role in the workspace; null when not a member, or not a person. */
export function roleIn(viewer: Viewer, workspaceId: string): Role | null {
  if (viewer.kind !== "user") return null;
  return viewer.memberships.find((membership) => membership.workspaceId === workspaceId)?.role ?? null;
}

/** May know that the workspace is there, and what its balance is: whoever may read or meter it. */
export function canSee(viewer: Viewer, workspaceId: string): boolean {
  return canRead(viewer, workspaceId) || canMeter(viewer, workspaceId);
}

/** May read all of the workspace: its members, platform admins, the product's backend, and its own keys with `read`. */
export function canRead(viewer: Viewer, workspaceId: string): boolean {
  switch (viewer.kind) {
    case "platform":
    case "system":
      return true;
    case "workspace-key":
      return viewer.workspaceId === workspaceId && viewer.scopes.includes("read");
    case "user":
      return viewer.isPlatformAdmin || roleIn(viewer, workspaceId) !== null;
  }
}

/** May check, hold and spend credits. A platform admin only looks, unless also a member. */
export function canMeter(viewer: Viewer, workspaceId: string): boolean {
  switch (viewer.kind) {
    case "platform":
    case "system":
      return true;
    case "workspace-key":
      return viewer.workspaceId === workspaceId && viewer.scopes.includes("meter");
    case "user":
      return hasRole(viewer, workspaceId, METERING_ROLES);
  }
}

/** May meter in one workspace at least; which, `canMeter` says. */
export function canMeterSomewhere(viewer: Viewer): boolean {
  switch (viewer.kind) {
    case "platform":
    case "system":
      return true;
    case "workspace-key":
      return viewer.scopes.includes("meter");
    case "user":
      return viewer.memberships.some(({ role }) => METERING_ROLES.has(role));
  }
}

/** May spend the workspace's money: owners and billing members, and the product's backend on their behalf. */
export function canBuy(viewer: Viewer, workspaceId: string): boolean {
  switch (viewer.kind) {
    case "platform":
    case "system":
      return true;
    case "workspace-key":
      return false;
    case "user":
      return hasRole(viewer, workspaceId, BUYING_ROLES);
  }
}

/** May limit what the workspace spends: owners and billing members, and the company that runs Headroom. */
export function canSetBudgets(viewer: Viewer, workspaceId: string): boolean {
  return canAdminister(viewer) || hasRole(viewer, workspaceId, BUYING_ROLES);
}

/** May make and revoke the workspace's API keys: its owners, and the company that runs Headroom. */
export function canManageKeys(viewer: Viewer, workspaceId: string): boolean {
  return canAdminister(viewer) || isOwner(viewer, workspaceId);
}

export function isOwner(viewer: Viewer, workspaceId: string): boolean {
  return roleIn(viewer, workspaceId) === "owner";
}

/** May create workspaces, grant credits and read across all of them: the company that runs Headroom. */
export function canAdminister(viewer: Viewer): boolean {
  switch (viewer.kind) {
    case "platform":
    case "system":
      return true;
    case "workspace-key":
      return false;
    case "user":
      return viewer.isPlatformAdmin;
  }
}

function hasRole(viewer: Viewer, workspaceId: string, roles: ReadonlySet<Role>): boolean {
  const role = roleIn(viewer, workspaceId);
  return role !== null && roles.has(role);
}
