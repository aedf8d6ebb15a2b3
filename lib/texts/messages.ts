// The one catalogue of visible text: messages/<locale>/<namespace>.json. The file's name is the namespace.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

export const DEFAULT_LOCALE = "en";

const cache = new Map<string, ReturnType<typeof readMessages>>();

/** All texts of a locale, by namespace. Read once per process, except in development. */
export function loadMessages(locale: string = DEFAULT_LOCALE): ReturnType<typeof readMessages> {
  const known = process.env.NODE_ENV === "development" ? undefined : cache.get(locale);
  const messages = known ?? readMessages(locale);
  cache.set(locale, messages);
  return messages;
}

// Read at run time from the folder the server was started in, so that adding a namespace is only adding a file.
function readMessages(locale: string) {
  const folder = join(/* turbopackIgnore: true */ process.cwd(), "messages", locale);
  const namespaces = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return Object.fromEntries(
    namespaces.map((file) => [basename(file, ".json"), JSON.parse(readFileSync(join(folder, file), "utf8"))]),
  );
}
