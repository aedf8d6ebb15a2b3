// The one catalogue of visible text: messages/<locale>/<namespace>.json. The file's name is the namespace.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { AbstractIntlMessages } from "next-intl";

export const DEFAULT_LOCALE = "en";

// Read at run time from the folder the server was started in, so that adding a namespace is adding a file.
const cache = new Map<string, AbstractIntlMessages>();

/** All texts of a locale, by namespace. Read once per process, except in development. */
export function loadMessages(locale: string = DEFAULT_LOCALE): AbstractIntlMessages {
  const known = process.env.NODE_ENV === "development" ? undefined : cache.get(locale);
  if (known) return known;
  const folder = join(/* turbopackIgnore: true */ process.cwd(), "messages", locale);
  const namespaces = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => [basename(file, ".json"), JSON.parse(readFileSync(join(folder, file), "utf8"))] as const);
  const messages = Object.fromEntries(namespaces);
  cache.set(locale, messages);
  return messages;
}
