// The rows that a flush stores, as columns: they grow while its items are decided, and go out as the arguments of post_batch.

import { ArrayColumn, type Cell, type ColumnType } from "./array-column.ts";

/** A column's type. `repeated`: its cells are often all the same, and never null. */
export type Column = ColumnType | { repeated: ColumnType };

/** Rows of one table, its columns in the order of post_batch's arguments. */
export class Rows {
  readonly #columns: readonly ArrayColumn[];

  constructor(columns: readonly Column[]) {
    this.#columns = columns.map((column) =>
      typeof column === "string" ? new ArrayColumn(column) : new ArrayColumn(column.repeated, true),
    );
  }

  /** One cell a column, in their order. */
  push(cells: readonly Cell[]): void {
    for (let index = 0; index < this.#columns.length; index += 1) {
      this.#columns[index]?.push(cells[index] ?? null);
    }
  }

  /** Takes all rows out, and keeps the room they took. */
  clear(): void {
    for (const column of this.#columns) column.clear();
  }

  finish(): Buffer[] {
    return this.#columns.map((column) => column.finish());
  }
}
