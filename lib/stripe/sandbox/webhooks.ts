// Delivers events to the application: signed, one request each, again and again with growing pauses until a 2xx. What is
// still due is part of the journal, so a restart goes on with it.
import { createHmac } from "node:crypto";
import type { Store } from "./store.ts";
import type { Delivery, SandboxEvent } from "./tables.ts";

const GIVE_UP_AFTER_MS = 3 * 24 * 60 * 60 * 1000;
const LONGEST_PAUSE_MS = 60 * 60 * 1000;
const ANSWER_TIMEOUT_MS = 20_000;

/** How a test wants one delivery to differ from an honest one. */
export type Tampering = {
  secret?: string;
  /** Unix seconds in the signature. */
  signedAt?: number;
  /** Replaces the signature altogether. */
  signature?: string;
  /** Changes the event before it is signed. */
  change?: (event: SandboxEvent) => object;
};

export type Webhooks = {
  /** Sends what is due and plans the rest. */
  nudge(): void;
  /** Resolves when nothing is being sent any more; retries may still be planned. */
  settled(): Promise<void>;
  /** Keeps events back until `release`, so that a test decides order, number and time. */
  hold(): void;
  release(): void;
  /** Sends one event now, whatever its state. Resolves to the status of the answer, or 0 when there was none. */
  send(event: SandboxEvent, tampering?: Tampering): Promise<number>;
  close(): Promise<void>;
};

export type WebhookOptions = {
  store: Store;
  now: () => Date;
  url: string;
  secret: string;
  /** Milliseconds after the first failed attempt; doubles with each further one. */
  firstPauseMs: number;
};

/** Starts nothing by itself: call `nudge` after each transaction. */
export function createWebhooks(options: WebhookOptions): Webhooks {
  const { store, now } = options;
  const sending = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let held = false;
  let closed = false;

  function nudge(): void {
    clearTimeout(timer);
    if (held || closed) return;
    const open = store.all("delivery").filter((one) => one.nextAt !== null && !sending.has(one.id));
    const due = open.filter((one) => (one.nextAt ?? 0) <= now().getTime());
    for (const delivery of due) {
      const attempt = tryOnce(options, delivery).finally(() => {
        sending.delete(delivery.id);
        nudge();
      });
      sending.set(delivery.id, attempt);
    }
    const later = open.filter((one) => !due.includes(one)).map((one) => one.nextAt ?? 0);
    if (later.length > 0) {
      timer = setTimeout(nudge, Math.max(1, Math.min(...later) - now().getTime()));
      // A planned retry alone does not keep the process alive; the next start goes on with it.
      timer.unref();
    }
  }

  async function settled(): Promise<void> {
    while (sending.size > 0) await Promise.all(sending.values());
  }

  return {
    nudge,
    settled,
    hold: () => {
      held = true;
    },
    release: () => {
      held = false;
      nudge();
    },
    send: (event, tampering) => post(options, event, tampering),
    async close() {
      closed = true;
      clearTimeout(timer);
      await settled();
    },
  };
}

async function tryOnce(options: WebhookOptions, delivery: Delivery): Promise<void> {
  const { store, now } = options;
  const event = store.get("event", delivery.id);
  if (!event) return;
  const status = await post(options, event);
  const delivered = status >= 200 && status < 300;
  const attempts = delivery.attempts + 1;
  const pause = Math.min(options.firstPauseMs * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
  const isHopeless = now().getTime() - event.created * 1000 > GIVE_UP_AFTER_MS;
  store.transact(() => {
    const nextAt = delivered || isHopeless ? null : now().getTime() + pause;
    store.put("delivery", { ...delivery, attempts, delivered, lastStatus: status, nextAt });
    if (delivered) store.put("event", { ...event, pending_webhooks: 0 });
  });
}

async function post(
  options: WebhookOptions,
  event: SandboxEvent,
  tampering: Tampering = {},
): Promise<number> {
  const body = JSON.stringify(tampering.change?.(event) ?? event, null, 2);
  const signedAt = tampering.signedAt ?? Math.floor(options.now().getTime() / 1000);
  const digest = createHmac("sha256", tampering.secret ?? options.secret)
    .update(`${signedAt}.${body}`)
    .digest("hex");
  try {
    const response = await fetch(options.url, {
      method: "POST",
      headers: {
        "content-type": "application/json; charset=utf-8",
        "stripe-signature": tampering.signature ?? `t=${signedAt},v1=${digest}`,
        "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
      },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
