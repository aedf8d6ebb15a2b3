import { createTranslator } from "next-intl";
import { DEFAULT_LOCALE, loadMessages } from "./messages.ts";

type Texts = (key: string, values?: Record<string, string | number | Date>) => string;

/** Texts of a namespace outside of React: mails, jobs, the answers that the server gives by itself. */
export function getTexts(namespace: string): Texts {
  const translate: Texts = createTranslator({ locale: DEFAULT_LOCALE, messages: loadMessages(), namespace });
  return translate;
}
