import { useTranslations } from "next-intl";

/** Who did it, for people: "user:ada@example.com" is "ada@example.com", "key:platform" is the product's backend. */
export function useActorName(): (actor: string) => string {
  const t = useTranslations("credits.actors");
  return (actor) => {
    if (actor === "key:platform") return t("platformKey");
    if (actor.startsWith("key:")) return t("apiKey");
    if (actor.startsWith("system:")) return t("system");
    return actor.startsWith("user:") ? actor.slice("user:".length) : actor;
  };
}
