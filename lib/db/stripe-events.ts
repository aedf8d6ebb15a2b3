import { prisma } from "./client.ts";
import type { Sql } from "./sql.ts";

export type ReceivedEvent = { id: string; type: string; objectId: string | null; livemode: boolean };

/** Counts a delivery. Returns when and with what effect the event was done before; null when it was not. */
export async function receiveEvent(
  { id, type, objectId, livemode }: ReceivedEvent,
  now: Date,
): Promise<{ effect: string | null } | null> {
  const row = await prisma().stripeEvent.upsert({
    where: { id },
    create: { id, type, objectId, livemode, receivedAt: now, attempts: 1 },
    update: { attempts: { increment: 1 } },
  });
  return row.processedAt === null ? null : { effect: row.effect };
}

/** Marks an event done, in the transaction of its effect. */
export async function finishEvent(sql: Sql, id: string, effect: string, now: Date): Promise<void> {
  await sql(
    `UPDATE stripe_event SET processed_at = $2::timestamptz, effect = $3 WHERE id = $1 AND processed_at IS NULL`,
    [id, now, effect],
  );
}
