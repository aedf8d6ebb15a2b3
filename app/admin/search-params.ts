export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** A parameter of the address as one text; the last one when it stands there twice. */
export function textOf(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value.at(-1) : value) ?? "";
}
