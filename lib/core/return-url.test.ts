import { expect, test } from "vitest";
import { readReturnUrl } from "./return-url.ts";

test.each([
  ["https://app.example.com/credits?from=buy#now", "https://app.example.com/credits?from=buy#now"],
  ["https://EXAMPLE.com", "https://example.com/"],
  ["http://localhost:3000/back", "http://localhost:3000/back"],
  ["http://127.0.0.1/", "http://127.0.0.1/"],
  ["http://[::1]:8080/", "http://[::1]:8080/"],
])("a buyer may come back to %s", (text, href) => {
  expect(readReturnUrl(text)).toBe(href);
});

test.each([
  "http://app.example.com/",
  "http://localhost.example.com/",
  "http://127.0.0.1.example.com/",
  "javascript:alert(1)",
  "data:text/html,x",
  "ftp://example.com/",
  "//example.com/",
  "/credits",
  "",
  "https://",
  "https://user:secret@example.com/",
  "https://user@example.com/",
])("a buyer may not be sent to %s", (text) => {
  expect(readReturnUrl(text)).toBeNull();
});
