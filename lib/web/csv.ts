// RFC 4180, read by spreadsheets: a cell must never be run as a formula, and the first bytes say that it is UTF-8.

/** Stands before everything else, or Excel reads the file in the machine's own code page. */
export const CSV_BEGIN = "\uFEFF";

/** One line, with its end. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

// What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection"). Plain numbers stay numbers.
const FORMULA = /^[=+\-@\t\r\n]/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

function csvCell(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== text ? `"${safe.replaceAll('"', '""')}"` : safe;
}
