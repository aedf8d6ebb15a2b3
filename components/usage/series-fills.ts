const tints: Record<string, readonly string[]> = {
  ai: ["bg-ai", "bg-ai/65", "bg-ai/40", "bg-ai/25"],
  automation: ["bg-automation", "bg-automation/65", "bg-automation/40", "bg-automation/25"],
};
const plain = ["bg-text/90", "bg-text/60", "bg-text/40", "bg-text/25"];

/** One hue for a credit type, darkest for the largest series, so that the stack reads in order; "other" is grey. */
export function seriesFills(
  creditType: string,
  series: readonly { key: string }[],
): ReadonlyMap<string, string> {
  const shades = tints[creditType] ?? plain;
  return new Map(
    series.map(({ key }, index) => [
      key,
      key === "other" ? "bg-held/60" : (shades[Math.min(index, shades.length - 1)] ?? "bg-held"),
    ]),
  );
}
