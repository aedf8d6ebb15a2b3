"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import type { BuyFailure } from "#components/billing/pack-buy-form.tsx";
import { buyPack } from "#lib/commands/buy-pack.ts";
import { action } from "#lib/web/action.ts";

const buyForm = z.object({ workspace: z.string(), pack: z.string().max(128), key: z.uuid() });

const buy = action(buyForm, (viewer, { workspace, pack, key }) =>
  buyPack(viewer, workspace, pack, key, new Date()),
);

/** Begins a purchase and goes on to its payment page. Sent twice with one key, it is one purchase and one page. */
export async function buyPackAction(_before: BuyFailure | null, form: FormData): Promise<BuyFailure> {
  const bought = await buy(form);
  if (bought.ok) redirect(bought.value.url);
  const { code, message, requestId } = bought;
  return { code, message, requestId };
}
