import { expect, it } from "vitest";
import { composeMail } from "./compose.ts";

const content = {
  subject: "Credits & more",
  heading: "Hello <you>",
  paragraphs: ["First.", "Second."],
  action: { label: "Open", url: "https://credits.example.com/x?a=1&b=2" },
  notes: ["Small print."],
};

it("the plain part says everything that the HTML part says", async () => {
  const { subject, text, html } = await composeMail(content);
  expect(subject).toBe("Credits & more");
  expect(text).toBe(
    "Hello <you>\n\nFirst.\n\nSecond.\n\nOpen:\nhttps://credits.example.com/x?a=1&b=2\n\nSmall print.\n",
  );
  for (const said of ["Hello &lt;you&gt;", "First.", "Second.", "Small print."]) expect(html).toContain(said);
});

it("names its language and title, loads nothing, and runs nothing", async () => {
  const { html } = await composeMail(content);
  expect(html).toContain('lang="en"');
  expect(html).toContain("<title>Credits &amp; more</title>");
  expect(html).not.toMatch(/<(script|img|link)\b/);
  const addresses = [...html.matchAll(/href="([^"]+)"/g)].map(([, address]) => address);
  expect(new Set(addresses)).toEqual(new Set(["https://credits.example.com/x?a=1&amp;b=2"]));
});
