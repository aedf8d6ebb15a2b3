import { createTranslator } from "next-intl";
import { DEFAULT_LOCALE, loadMessages } from "./messages.ts";

/** Texts of a namespace outside of React: mails, jobs, the answers that server.ts gives by itself. */
export function getTexts(namespace: string) {
  return createTranslator({ locale: DEFAULT_LOCALE, messages: loadMessages(), namespace });
}
