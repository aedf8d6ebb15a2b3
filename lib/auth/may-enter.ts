import { isMemberAddress } from "#lib/db/people.ts";
import { env } from "#lib/env.ts";

/** Who may sign in: members of any workspace, and platform admins. `email` in any case. */
export async function mayEnter(email: string): Promise<boolean> {
  const address = email.toLowerCase();
  return env().adminEmails.includes(address) || isMemberAddress(address);
}
