import { useTranslations } from "next-intl";
import type { ActorKey } from "#lib/queries/actor-keys.ts";

/**
 * Who did it, for people: "user:ada@example.com" is "ada@example.com", "key:platform" is the product's backend. `key` is
 * what is known of the API key.
 */
export function useActorName(): (actor: string, key?: ActorKey | null) => string {
  const t = useTranslations("credits.actors");
  return (actor, key = null) => {
    if (actor === "key:platform" || key?.name === null) return t("platformKey");
    if (actor.startsWith("key:")) return key ? t("namedKey", { name: key.name }) : t("apiKey");
    if (actor.startsWith("system:")) return t("system");
    return actor.startsWith("user:") ? actor.slice("user:".length) : actor;
  };
}
