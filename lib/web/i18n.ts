// next-intl's request configuration, named in next.config.mjs. One locale for now, so no routing and no negotiation.
import { getRequestConfig } from "next-intl/server";
import { DEFAULT_LOCALE, loadMessages } from "#lib/texts/messages.ts";

export default getRequestConfig(async () => ({
  locale: DEFAULT_LOCALE,
  messages: loadMessages(),
  // Times of a workspace are always formatted with its own zone; this only keeps the rest the same on every machine.
  timeZone: "UTC",
}));
