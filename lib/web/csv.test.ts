import { expect, test } from "vitest";
import { csvLine } from "./csv.ts";

test("cells with commas, quotes and line ends are quoted, so that a line stays a line", () => {
  expect(csvLine(["a", 'say "hi"', "b,c", "d\ne"])).toBe('a,"say ""hi""","b,c","d\ne"\r\n');
});

test.each(["=1+1", "+1-1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])(
  "%j is never run as a formula",
  (text) => {
    expect(csvLine([text])).toBe(`"'${text}"\r\n`);
  },
);

test("a formula with quotes in it is both disarmed and quoted", () => {
  expect(csvLine(['=HYPERLINK("x")'])).toBe('"\'=HYPERLINK(""x"")"\r\n');
});

test("numbers stay numbers, negative ones too", () => {
  expect(csvLine(["-12.5", "0", "7.000001"])).toBe("-12.5,0,7.000001\r\n");
});
