import type { CardData } from "#components/overview/card-slot.tsx";
import { log } from "#lib/log/logger.ts";
import { requestId } from "#lib/log/request-context.ts";

/** What a card shows, or, when that failed, the reference under which the failure was logged. */
export async function loadCard<T>(load: Promise<T>): Promise<CardData<T>> {
  try {
    return { ok: true, value: await load };
  } catch (error) {
    log().error({ err: error }, "a card could not be loaded");
    return { ok: false, reference: requestId() };
  }
}
