import { createHash } from "node:crypto";
import { stripe } from "./client.ts";
import { UnexpectedReply } from "./failures.ts";

export type CustomerInput = {
  workspaceId: string;
  name: string;
  email: string | null;
  /** The customer that turned out not to exist. */
  replaces: string | null;
};

/**
 * Makes the Stripe customer that stands for a workspace. Repeated within a day with the same input it is the same customer:
 * the key holds the input, because Stripe refuses other parameters under a known key.
 */
export async function createCustomer({ workspaceId, name, email, replaces }: CustomerInput): Promise<string> {
  const digest = createHash("sha256")
    .update(JSON.stringify([name, email, replaces]))
    .digest("hex")
    .slice(0, 16);
  const customer = await stripe().customers.create(
    { name, ...(email === null ? {} : { email }), metadata: { workspace: workspaceId } },
    { idempotencyKey: `customer:${workspaceId}:${digest}` },
  );
  if (customer.object !== "customer" || !customer.id.startsWith("cus_"))
    throw new UnexpectedReply("customer");
  return customer.id;
}
