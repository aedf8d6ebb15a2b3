import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";
import { PrismaClient } from "./generated/client.ts";
import { pool } from "./pool.ts";

/** A client over a given pool, for tests; everything else shares `prisma()`. */
function createPrisma(over: pg.Pool): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(over) });
}

const holder = globalThis as typeof globalThis & { headroomPrisma?: PrismaClient };

/** The one Prisma client of this process, over the same connections as `pool()`. */
export function prisma(): PrismaClient {
  holder.headroomPrisma ??= createPrisma(pool());
  return holder.headroomPrisma;
}

/** Lets go of the shared client, so that a later `prisma()` uses the pool of that time. */
export async function closePrisma(): Promise<void> {
  const open = holder.headroomPrisma;
  delete holder.headroomPrisma;
  await open?.$disconnect();
}
