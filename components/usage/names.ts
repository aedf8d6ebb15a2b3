import { useTranslations } from "next-intl";

const features = [
  "automation.record",
  "automation.operation",
  "automation.api_call",
  "ai.attributes",
  "ai.text",
  "ai.embedding",
  "ai.image",
  "ai.compute_second",
  "ai.task",
] as const;

/** "AI text"; a feature that is not built in goes by its own id. */
export function useFeatureName(): (feature: string) => string {
  const t = useTranslations("usage.features");
  return (feature) => {
    const builtIn = features.find((known) => known === feature);
    return builtIn ? t(builtIn) : feature;
  };
}

/** What set the work off: "By schedule". */
export function useSourceName(): (source: string) => string {
  const t = useTranslations("usage.sources");
  return (source) => (t.has(source) ? t(source) : source);
}
