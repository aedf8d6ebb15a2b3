import { createTranslator } from "next-intl";
import { DEFAULT_LOCALE, loadMessages } from "./messages.ts";

type Texts = (key: string, values?: Record<string, string | number | Date>) => string;

/** Made once for the messages they read: making one costs as much as answering a call. */
const known = new WeakMap<object, Map<string, Texts>>();

/** Texts of a namespace outside of React: mails, jobs, the answers that the server gives by itself. */
export function getTexts(namespace: string): Texts {
  const messages = loadMessages();
  const made = known.get(messages) ?? new Map<string, Texts>();
  known.set(messages, made);
  const texts = made.get(namespace) ?? createTranslator({ locale: DEFAULT_LOCALE, messages, namespace });
  made.set(namespace, texts);
  return texts;
}
