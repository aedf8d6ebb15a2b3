import { env } from "#lib/env.ts";
import { sendMail } from "#lib/mail/send-mail.ts";
import { mayEnter } from "./may-enter.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";
import { createSignInLink, LINK_MINUTES } from "./sign-in-link.ts";
import { signInMail } from "./sign-in-mail.ts";

type LinkRequest = { email: string; path: string; remoteAddress: string; now: Date };

const WINDOW_SECONDS = 15 * 60;
const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

type Limits = { perAddress: RateLimit; perMachine: RateLimit };
const holder = globalThis as typeof globalThis & { headroomLinkLimits?: Limits };

function limits(): Limits {
  holder.headroomLinkLimits ??= {
    perAddress: createRateLimit({ limit: 5, windowSeconds: WINDOW_SECONDS }),
    perMachine: createRateLimit({ limit: 60, windowSeconds: WINDOW_SECONDS }),
  };
  return holder.headroomLinkLimits;
}

/**
 * Counts the request. Null when it may go on, otherwise the seconds to wait. The same for addresses that may sign in and
 * those that may not, so the answer tells nothing about them.
 */
export function countLinkRequest({ email, remoteAddress, now }: LinkRequest): number | null {
  const wait = limits().perAddress.take(email, now);
  // Loopback is ourselves, or a proxy on this machine that stands for everybody.
  if (wait !== null || LOOPBACK.test(remoteAddress)) return wait;
  return limits().perMachine.take(remoteAddress, now);
}

/** Sends the link when the address may sign in, and nothing otherwise. Meant to run after the answer: it takes longer for members. */
export async function sendSignInLink({ email, path, now }: LinkRequest): Promise<void> {
  if (!(await mayEnter(email))) return;
  const url = await createSignInLink(email, path, now);
  const mail = await signInMail({ url, minutes: LINK_MINUTES, host: new URL(env().baseUrl).host });
  await sendMail({ to: email, ...mail });
}
