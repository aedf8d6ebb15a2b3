/** What somebody typed, as it can be kept: trimmed, and without a NUL, which the database refuses and nobody means. */
export function typedText(text: string): string {
  return text.replaceAll("\0", "").trim();
}
