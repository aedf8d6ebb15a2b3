// One column of a batch as PostgreSQL's binary array (array_recv in src/backend/utils/adt/arrayfuncs.c): the server reads it in
// half the time of a text literal, and it is written here row by row, while the batch gathers.

const HEADER_BYTES = 20;
const FIRST_CAPACITY = 256;
const MS_TO_2000 = 946_684_800_000;
const DAY_MS = 86_400_000;
const HIGH = 2 ** 32;

export type Cell = string | bigint | number | boolean | Date | null;

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
  readonly #isRepeated: boolean;
  readonly #write: (column: ArrayColumn, cell: Cell) => void;
  #length = 0;
  #first: Cell = null;
  /** Some cell is another than the first: until then only the first is written. */
  #isMixed = false;
  #hasNull = false;
  bytes = Buffer.allocUnsafeSlow(FIRST_CAPACITY);
  /** The same bytes: a view writes numbers in a third of the time that a buffer takes. */
  view = new DataView(this.bytes.buffer);
  at = HEADER_BYTES;

  /** @param isRepeated its cells are often all the same, and never null */
  constructor(type: ColumnType, isRepeated = false) {
    this.#type = type;
    this.#isRepeated = isRepeated;
    this.#write = TYPES[type].write;
  }

  /** Appends an element. Throws a TypeError for a cell that is not of the column's type, a RangeError beyond 64 bits. */
  push(cell: Cell): void {
    if (this.#isMixed) this.#append(cell);
    else if (this.#length === 0) {
      this.#append(cell);
      this.#first = cell;
    } else if (!this.#isLikeFirst(cell)) {
      this.#isMixed = true;
      this.#repeatFirst();
      this.#append(cell);
    }
    this.#length += 1;
  }

  #isLikeFirst(cell: Cell): boolean {
    return cell === this.#first && (this.#isRepeated || cell === null);
  }

  /** The cells like the first that were not written. */
  #repeatFirst(): void {
    const size = this.at - HEADER_BYTES;
    this.reserve(size * (this.#length - 1));
    for (let index = 1; index < this.#length; index += 1) {
      this.bytes.copyWithin(this.at, HEADER_BYTES, HEADER_BYTES + size);
      this.at += size;
    }
  }

  #append(cell: Cell): void {
    if (cell !== null) this.#write(this, cell);
    else if (this.#isRepeated) throw misfit(cell);
    else {
      this.#hasNull = true;
      this.reserve(4);
      this.view.setInt32(this.at, -1);
      this.at += 4;
    }
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
    this.#length = 0;
    this.#first = null;
    this.#isMixed = false;
    this.#hasNull = false;
    this.at = HEADER_BYTES;
  }

  /**
   * The whole array, or an empty one when all of it is null: unnested beside longer ones it is null in every row. Of a repeated
   * column whose cells are all the same only the first: whoever finds a null beside it puts that in its place. Valid until the
   * next push after `clear`.
   */
  finish(): Buffer {
    const isNothing = this.#length === 0 || (!this.#isMixed && this.#first === null);
    this.view.setInt32(0, isNothing ? 0 : 1);
    this.view.setInt32(4, this.#hasNull ? 1 : 0);
    this.view.setInt32(8, TYPES[this.#type].oid);
    if (isNothing) return this.bytes.subarray(0, 12);
    this.view.setInt32(12, this.#isMixed ? this.#length : 1);
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

/** A text of hexadecimal digits, two a byte. */
function writeBytes(column: ArrayColumn, digits: Cell): void {
  if (typeof digits !== "string") throw misfit(digits);
  const size = digits.length / 2;
  if (!Number.isInteger(size)) throw misfit(digits);
  column.begin(size);
  if (column.bytes.write(digits, column.at, "hex") !== size) throw misfit(digits);
  column.at += size;
}

function misfit(cell: Cell): TypeError {
  return new TypeError(`Not a value of this column: ${String(cell)}`);
}
