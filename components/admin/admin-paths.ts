/** Addresses of the admin screens. */
export function adminWorkspacePath(workspaceId: string): string {
  return `/admin/workspaces/${encodeURIComponent(workspaceId)}`;
}

export function grantPath(workspaceId: string): string {
  return `/admin/grants/new?${new URLSearchParams({ workspace: workspaceId })}`;
}
