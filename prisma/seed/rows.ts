import { createHash } from "node:crypto";
import type { Pack } from "#lib/core/packs.ts";
import { newId } from "#lib/db/new-id.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Company } from "./companies.ts";

/** The body hash of a demo posting: its key is all that was asked. */
export function seedHash(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

export async function insertMember(
  sql: Sql,
  workspaceId: string,
  { email, role }: Company["members"][number],
  at: Date,
): Promise<void> {
  const id = newId();
  await sql(`INSERT INTO "user" (id, email, created_at) VALUES ($1, $2, $3::timestamptz)`, [id, email, at]);
  await sql(
    `INSERT INTO member (workspace_id, user_id, role, created_at) VALUES ($1, $2, $3, $4::timestamptz)`,
    [workspaceId, id, role, at],
  );
}

/** A purchase that was paid at `at` and led to the grant. */
export async function insertPurchase(
  sql: Sql,
  company: Company,
  pack: Pack,
  purchaseId: string,
  grantId: string,
  at: Date,
): Promise<void> {
  await sql(
    `INSERT INTO purchase (workspace_id, id, pack_id, pack_name, credit_type, credits, price_minor, currency,
       validity_months, status, request_key, checkout_session_id, payment_intent_id, livemode, grant_id, created_by,
       created_at, settled_at)
     VALUES ($1, $2::uuid, $3, $4, $5, $6::bigint, $7::bigint, $8, $9::integer, 'paid', $10, $11, $12, false, $13::uuid, $14,
       $15::timestamptz, $15::timestamptz)`,
    [
      company.id,
      purchaseId,
      pack.id,
      pack.name,
      pack.creditType,
      pack.credits,
      pack.priceMinor,
      pack.currency,
      pack.validityMonths,
      `demo:${purchaseId}`,
      `cs_demo_${purchaseId}`,
      `pi_demo_${purchaseId}`,
      grantId,
      `user:${company.owner}`,
      at,
    ],
  );
}
