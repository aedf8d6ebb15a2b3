// One column of a batch as PostgreSQL's binary array (array_recv in src/backend/utils/adt/arrayfuncs.c): the server reads it in
// half the time of a text literal, and it is written here row by row, while the batch gathers.

const HEADER_BYTES = 20;
const FIRST_CAPACITY = 256;
const MS_TO_2000 = 946_684_800_000;
const DAY_MS = 86_400_000;
const HIGH = 2 ** 32;

export type Cell = string | bigint | number | boolean | Date | Uint8Array | null;

/** By type: its object id in pg_type, and how a cell is written. */
const TYPES = {
  text: { oid: 25, write: writeText },
  bigint: { oid: 20, write: writeBigint },
  integer: { oid: 23, write: writeInteger },
  boolean: { oid: 16, write: writeBoolean },
  uuid: { oid: 2950, write: writeUuid },
  timestamptz: { oid: 1184, write: writeInstant },
  date: { oid: 1082, write: writeDate },
  bytea: { oid: 17, write: writeBytes },
};
export type ColumnType = keyof typeof TYPES;

/** Grows by doubling, and keeps its room when it is used again. */
export class ArrayColumn {
  readonly #type: ColumnType;
  readonly #write: (column: ArrayColumn, cell: Cell) => void;
  #hasNull = false;
  #hasValue = false;
  #length = 0;
  bytes = Buffer.allocUnsafeSlow(FIRST_CAPACITY);
  /** The same bytes: a view writes numbers in a third of the time that a buffer takes. */
  view = new DataView(this.bytes.buffer);
  at = HEADER_BYTES;

  constructor(type: ColumnType) {
    this.#type = type;
    this.#write = TYPES[type].write;
  }

  /** Appends an element. Throws a TypeError for a cell that is not of the column's type, a RangeError beyond 64 bits. */
  push(cell: Cell): void {
    if (cell === null) {
      if (this.#hasValue) this.#writeNull();
    } else {
      if (!this.#hasValue) this.#begin();
      this.#write(this, cell);
    }
    this.#length += 1;
  }

  /** The first value: the nulls before it are written after all. */
  #begin(): void {
    this.#hasValue = true;
    for (let index = 0; index < this.#length; index += 1) this.#writeNull();
  }

  #writeNull(): void {
    this.#hasNull = true;
    this.reserve(4);
    this.view.setInt32(this.at, -1);
    this.at += 4;
  }

  /** Makes room for an element of `size` bytes and writes its length before it. */
  begin(size: number): void {
    this.reserve(size + 4);
    this.view.setInt32(this.at, size);
    this.at += 4;
  }

  reserve(size: number): void {
    if (this.at + size <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.at + size));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }

  /** Takes all elements out, and keeps the room they took. */
  clear(): void {
    this.#hasNull = false;
    this.#hasValue = false;
    this.#length = 0;
    this.at = HEADER_BYTES;
  }

  /**
   * The whole array, or an empty one when all of it is null: unnested beside longer ones it is null in every row. Valid until
   * the next push after `clear`.
   */
  finish(): Buffer {
    this.view.setInt32(0, this.#hasValue ? 1 : 0);
    this.view.setInt32(4, this.#hasNull ? 1 : 0);
    this.view.setInt32(8, TYPES[this.#type].oid);
    if (!this.#hasValue) return this.bytes.subarray(0, 12);
    this.view.setInt32(12, this.#length);
    this.view.setInt32(16, 1);
    return this.bytes.subarray(0, this.at);
  }
}

function writeText(column: ArrayColumn, text: Cell): void {
  if (typeof text !== "string") throw misfit(text);
  // A UTF-16 unit is at most three bytes of UTF-8.
  column.reserve(text.length * 3 + 4);
  const size = column.bytes.write(text, column.at + 4, "utf8");
  column.view.setInt32(column.at, size);
  column.at += size + 4;
}

function writeBigint(column: ArrayColumn, value: Cell): void {
  if (typeof value !== "bigint") throw misfit(value);
  column.begin(8);
  if (BigInt.asIntN(64, value) !== value) throw new RangeError(`${value} is out of range of 64 bits`);
  column.view.setBigInt64(column.at, value);
  column.at += 8;
}

function writeInteger(column: ArrayColumn, value: Cell): void {
  if (typeof value !== "number" || (value | 0) !== value) throw misfit(value);
  column.begin(4);
  column.view.setInt32(column.at, value);
  column.at += 4;
}

function writeBoolean(column: ArrayColumn, value: Cell): void {
  if (typeof value !== "boolean") throw misfit(value);
  column.begin(1);
  column.bytes[column.at++] = value ? 1 : 0;
}

/** Values of the characters of hexadecimal numbers; 255 for every other. */
const NIBBLES = new Uint8Array(256).fill(255);
for (const [value, digit] of [..."0123456789abcdef"].entries()) {
  NIBBLES[digit.charCodeAt(0)] = value;
  NIBBLES[digit.toUpperCase().charCodeAt(0)] = value;
}
const UUID_CHARACTERS = 36;
const DASH = "-".charCodeAt(0);

/** "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" */
function writeUuid(column: ArrayColumn, text: Cell): void {
  if (typeof text !== "string") throw misfit(text);
  column.begin(16);
  let misread = text.length === UUID_CHARACTERS ? 0 : 255;
  for (let index = 0; index < UUID_CHARACTERS; index += 2) {
    if (index === 8 || index === 13 || index === 18 || index === 23) {
      misread |= text.charCodeAt(index) ^ DASH;
      index += 1;
    }
    const high = NIBBLES[text.charCodeAt(index)] ?? 255;
    const low = NIBBLES[text.charCodeAt(index + 1)] ?? 255;
    misread |= (high | low) & 0xf0;
    column.bytes[column.at++] = (high << 4) | low;
  }
  if (misread !== 0) throw misfit(text);
}

/** Microseconds since 2000-01-01T00:00Z in two halves: a number holds them exactly, and a bigint would cost more. */
function writeInstant(column: ArrayColumn, instant: Cell): void {
  if (!(instant instanceof Date)) throw misfit(instant);
  column.begin(8);
  const micros = (instant.getTime() - MS_TO_2000) * 1_000;
  // A buffer takes what is no number for zero.
  if (Number.isNaN(micros)) throw misfit(instant);
  const high = Math.floor(micros / HIGH);
  column.view.setInt32(column.at, high);
  column.view.setUint32(column.at + 4, micros - high * HIGH);
  column.at += 8;
}

/** The day written last, which is nearly always the next one, too. */
let lastDay = { text: "2000-01-01", days: 0 };

/** "YYYY-MM-DD" */
function writeDate(column: ArrayColumn, day: Cell): void {
  if (typeof day !== "string") throw misfit(day);
  if (day !== lastDay.text) lastDay = { text: day, days: daysOf(day) };
  column.begin(4);
  column.view.setInt32(column.at, lastDay.days);
  column.at += 4;
}

function daysOf(day: string): number {
  const days = (Date.parse(day) - MS_TO_2000) / DAY_MS;
  if (!Number.isInteger(days)) throw misfit(day);
  return days;
}

/** Bytes, or a text of their hexadecimal digits. */
function writeBytes(column: ArrayColumn, value: Cell): void {
  if (typeof value === "string") {
    writeHex(column, value);
    return;
  }
  if (!(value instanceof Uint8Array)) throw misfit(value);
  column.begin(value.length);
  column.bytes.set(value, column.at);
  column.at += value.length;
}

function writeHex(column: ArrayColumn, digits: string): void {
  const size = digits.length / 2;
  if (!Number.isInteger(size)) throw misfit(digits);
  column.begin(size);
  if (column.bytes.write(digits, column.at, "hex") !== size) throw misfit(digits);
  column.at += size;
}

function misfit(cell: Cell): TypeError {
  return new TypeError(`Not a value of this column: ${String(cell)}`);
}
