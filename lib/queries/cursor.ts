// A cursor names the last row of a page by its place in the list's order, so rows that arrive later change no page behind it.
// Opaque to callers: base64url of the list's name and that place.

/** The cursor after the row at `place` in `list`. */
export function toCursor(list: string, place: readonly string[]): string {
  return Buffer.from(JSON.stringify([list, ...place])).toString("base64url");
}

/** The place that `cursor` names; null unless it was made for `list` and each part looks as `shape` says. */
export function readCursor(list: string, cursor: string, shape: readonly RegExp[]): string[] | null {
  const [name, ...place] = parse(cursor);
  const fits = place.length === shape.length && shape.every((part, index) => part.test(place[index] ?? ""));
  return name === list && fits ? place : null;
}

function parse(cursor: string): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(parts) && parts.every((part) => typeof part === "string") ? parts : [];
  } catch {
    return [];
  }
}
