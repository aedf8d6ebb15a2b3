import { describe, expect, it } from "vitest";
import { createLogger } from "./logger.ts";
import { readableDestination } from "./readable.ts";

function capture(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger("trace", { write: (line: string) => void lines.push(line) }));
  return lines.join("");
}

describe("a log line never holds a secret", () => {
  it.each([
    ["a header", { headers: { authorization: "Bearer abcdefgh12345678" } }, "abcdefgh12345678"],
    ["a cookie", { req: { headers: { cookie: "headroom.session=s3cr3t-value" } } }, "s3cr3t-value"],
    ["a cookie being set", { "set-cookie": ["a=s3cr3t-value"] }, "s3cr3t-value"],
    ["a token by its key", { sessionToken: "s3cr3t-value" }, "s3cr3t-value"],
    ["an API key by its key", { apiKey: "s3cr3t-value" }, "s3cr3t-value"],
    ["a platform key in a text", { note: "called with hrp_0123456789abcdef" }, "0123456789abcdef"],
    ["a Stripe key in a text", { note: "Invalid API Key sk_test_51AbCdEf" }, "51AbCdEf"],
    ["a webhook secret in a text", { note: "whsec_abcdef0123" }, "abcdef0123"],
    ["a database password", { note: "postgresql://headroom:hunter22@127.0.0.1/db" }, "hunter22"],
    ["a sign-in link", { url: "/api/auth/callback/email?token=abc123&email=anna%40example.com" }, "abc123"],
    ["a person in a query", { url: "/sign-in?email=anna%40example.com&x=1" }, "anna"],
  ])("%s", (_name, entry, secret) => {
    const line = capture((log) => log.info(entry, "done"));
    expect(line).not.toContain(secret);
    expect(JSON.parse(line)).toMatchObject({ msg: "done" });
  });

  it("in an error's message, stack and cause", () => {
    const cause = new Error("connect postgres://u:hunter22@db/x");
    const line = capture((log) => log.error({ err: new Error("key sk_live_abcdefgh", { cause }) }, "failed"));
    expect(line).not.toMatch(/hunter22|abcdefgh/);
    expect(JSON.parse(line).err).toMatchObject({ type: "Error", cause: { type: "Error" } });
  });

  it("in the message itself", () => {
    expect(capture((log) => log.warn("Bearer abcdefgh12345678 refused"))).not.toContain("abcdefgh12345678");
  });
});

describe("a log line", () => {
  it("keeps what is not secret", () => {
    const line = capture((log) =>
      log.info({ path: "/w/acme-home", credits: 12_500_000n, status: 200 }, "request"),
    );
    expect(JSON.parse(line)).toMatchObject({ path: "/w/acme-home", credits: "12500000", status: 200 });
  });

  it("given an error alone carries its stack", () => {
    const line = capture((log) => log.error(new Error("disk full")));
    expect(JSON.parse(line).err.stack).toContain("disk full");
  });

  it("survives a structure that contains itself", () => {
    const loop: Record<string, unknown> = { name: "loop" };
    loop.self = loop;
    expect(JSON.parse(capture((log) => log.info({ loop }, "ok")))).toMatchObject({ loop: { name: "loop" } });
  });
});

describe("at a terminal", () => {
  it("a line is plain text with its reference at the end and a stack below", () => {
    const lines: string[] = [];
    const log = createLogger("info", readableDestination({ write: (line) => lines.push(line) }));
    log.child({ requestId: "abc" }).error({ err: new Error("disk full"), path: "/x" }, "failed");
    expect(lines.join("")).toMatch(
      /^\d\d:\d\d:\d\d {2}error {2}failed {2}path=\/x {2}\[abc\]\nError: disk full/,
    );
  });
});
