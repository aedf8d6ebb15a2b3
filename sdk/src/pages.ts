type Page<Row> = { readonly rows: readonly Row[]; readonly next: string | null };

/** A list that is read page by page, each when it is asked for. Looping over it gives pages; `rows()` gives their rows. */
export class Pages<Row, Read extends Page<Row>> implements AsyncIterable<Read> {
  readonly #read: (after: string | undefined) => Promise<Read>;

  /** `read` gets a page by the cursor of the page before it. */
  constructor(read: (after: string | undefined) => Promise<Read>) {
    this.#read = read;
  }

  /** The first page alone. */
  first(): Promise<Read> {
    return this.#read(undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Read> {
    let after: string | null | undefined;
    while (after !== null) {
      const page: Read = await this.#read(after);
      yield page;
      after = page.next;
    }
  }

  /** The rows of all pages, one after the other. */
  async *rows(): AsyncGenerator<Row> {
    for await (const page of this) yield* page.rows;
  }
}
