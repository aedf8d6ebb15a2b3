// Shades far apart for a few series; closer together only where there are more of them.
const few: Record<string, readonly string[]> = {
  ai: ["bg-ai", "bg-ai/65", "bg-ai/40", "bg-ai/25"],
  automation: ["bg-automation", "bg-automation/65", "bg-automation/40", "bg-automation/25"],
};
const many: Record<string, readonly string[]> = {
  ai: ["bg-ai", "bg-ai/80", "bg-ai/62", "bg-ai/46", "bg-ai/32", "bg-ai/20"],
  automation: [
    "bg-automation",
    "bg-automation/80",
    "bg-automation/62",
    "bg-automation/46",
    "bg-automation/32",
    "bg-automation/20",
  ],
};
const fewPlain = ["bg-text/90", "bg-text/60", "bg-text/40", "bg-text/25"];
const manyPlain = ["bg-text/90", "bg-text/72", "bg-text/56", "bg-text/42", "bg-text/30", "bg-text/18"];

/** One hue for a credit type, darkest for the largest series, so that the stack reads in order; "other" is grey. */
export function seriesFills(
  creditType: string,
  series: readonly { key: string }[],
): ReadonlyMap<string, string> {
  const named = series.filter(({ key }) => key !== "other").length;
  const shades = named > fewPlain.length ? (many[creditType] ?? manyPlain) : (few[creditType] ?? fewPlain);
  return new Map(
    series.map(({ key }, index) => [
      key,
      key === "other" ? "bg-held/60" : (shades[Math.min(index, shades.length - 1)] ?? "bg-held"),
    ]),
  );
}
