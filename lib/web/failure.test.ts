import { beforeEach, describe, expect, it } from "vitest";
import { ForbiddenError, NotFoundError, RateLimitedError, UnavailableError } from "#lib/core/errors.ts";
import { createLogger, provideLogger } from "#lib/log/logger.ts";
import { runInRequest } from "#lib/log/request-context.ts";
import { loadMessages } from "#lib/texts/messages.ts";
import { toFailure } from "./failure.ts";
import { statusOf } from "./http-status.ts";

const lines: string[] = [];
const log = createLogger("info", { write: (line) => void lines.push(line) });
const context = { requestId: "request-1", log, remoteAddress: "", appendHeader: () => undefined };
const failureOf = (error: unknown) => runInRequest(context, () => toFailure(error));

beforeEach(() => {
  lines.length = 0;
  provideLogger(log);
});

describe("what a person gets", () => {
  it.each([
    [new NotFoundError("This workspace"), "not_found", "does not exist"],
    [new ForbiddenError(), "forbidden", "Your role does not allow this"],
    [new RateLimitedError(30), "rate_limited", "too often"],
    [new UnavailableError(), "busy", "Nothing was changed"],
    [Object.assign(new Error("connect"), { code: "ECONNREFUSED" }), "busy", "Nothing was changed"],
    [new Error("planted"), "unexpected", "Reference: request-1"],
    ["a thrown text", "unexpected", "Reference: request-1"],
  ])("for %s is a code, a sentence and a reference, and never the inside", (error, code, sentence) => {
    const failed = failureOf(error);
    expect(failed).toMatchObject({ ok: false, code, requestId: "request-1" });
    expect(failed.message).toContain(sentence);
    expect(JSON.stringify(failed)).not.toContain("planted");
  });

  it("says when to come back, where that is known", () => {
    expect(failureOf(new RateLimitedError(30)).retryAfterSeconds).toBe(30);
    expect(failureOf(Object.assign(new Error(), { code: "57P01" })).retryAfterSeconds).toBe(3);
  });
});

describe("what the log gets", () => {
  it("is one error for what nobody expected, with stack", () => {
    failureOf(new Error("planted"));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: 50, err: { message: "planted" } });
  });

  it("is a warning for a database that is away, and nothing for a refusal", () => {
    failureOf(Object.assign(new Error("connect"), { code: "ECONNREFUSED" }));
    failureOf(new NotFoundError());
    expect(lines.map((line) => JSON.parse(line).level)).toEqual([40]);
  });
});

it("every code with a sentence has a status, and only what is not the caller's fault is 5xx", () => {
  const codes = Object.keys(loadMessages().errors.code);
  const faults = codes.filter((code) => statusOf(code) >= 500);
  expect(faults.sort()).toEqual(["busy", "payment_unavailable", "unexpected"]);
});
