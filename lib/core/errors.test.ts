import { describe, expect, it, test } from "vitest";
import {
  AppError,
  ForbiddenError,
  NotFoundError,
  RateLimitedError,
  UnauthorizedError,
  UnavailableError,
} from "./errors.ts";

describe("a refusal", () => {
  test.each<[AppError, string, string]>([
    [new NotFoundError(), "not_found", "NotFoundError"],
    [new ForbiddenError(), "forbidden", "ForbiddenError"],
    [new UnauthorizedError(), "unauthorized", "UnauthorizedError"],
    [new RateLimitedError(30), "rate_limited", "RateLimitedError"],
    [new UnavailableError(), "busy", "UnavailableError"],
    [new AppError("too_old", "That month is closed."), "too_old", "AppError"],
  ])("%s has a stable code and its own name", (error, code, name) => {
    expect(error.code).toBe(code);
    expect(error.name).toBe(name);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toBeInstanceOf(Error);
    expect(error.message).toMatch(/^[A-Z].*\.$/);
  });

  it("to see what is not there does not say whether it is someone else's", () => {
    expect(new NotFoundError("This grant").message).toBe(
      "This grant does not exist or belongs to someone else.",
    );
    expect(new NotFoundError().message).toBe("This does not exist or belongs to someone else.");
  });

  it("says what it is told to", () => {
    expect(new ForbiddenError("Only the platform opens workspaces.").message).toContain("opens workspaces");
    expect(new UnauthorizedError("The key was revoked.").message).toBe("The key was revoked.");
    expect(new UnavailableError("The queue is full.").message).toBe("The queue is full.");
  });

  it("for too many tries says when the next may come", () => {
    const error = new RateLimitedError(90);
    expect(error.retryAfterSeconds).toBe(90);
    expect(error.message).toContain("90 seconds");
  });

  it("keeps what caused it", () => {
    const cause = new Error("connection reset");
    expect(new UnavailableError(undefined, { cause }).cause).toBe(cause);
    expect(new UnavailableError(undefined, { cause }).message).toContain("cannot be reached");
  });
});
