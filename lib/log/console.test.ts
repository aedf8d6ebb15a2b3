import { afterAll, beforeEach, expect, it } from "vitest";
import { captureConsole } from "./console.ts";
import { createLogger, provideLogger } from "./logger.ts";
import { runInRequest } from "./request-context.ts";

const { error, warn, debug } = console;
const lines: string[] = [];
const logger = createLogger("info", { write: (line) => void lines.push(line) });
const logged = () => lines.map((line) => JSON.parse(line));

beforeEach(() => {
  lines.length = 0;
  provideLogger(logger);
  captureConsole();
});
afterAll(() => Object.assign(console, { error, warn, debug }));

const inRequest = (work: () => void) => {
  const log = logger.child({ requestId: "request-1" });
  runInRequest({ requestId: "request-1", log, remoteAddress: "", appendHeader: () => undefined }, work);
};

it("an error that Next reports is one line of ours, with its stack and the request it happened in", () => {
  inRequest(() => console.error(" ⨯", new Error("planted")));
  expect(logged()).toMatchObject([
    { level: 50, requestId: "request-1", msg: "an unexpected error", err: { message: "planted" } },
  ]);
});

it("the reference that a page shows is the request's id, and the error is not reported twice under it", () => {
  const planted = Object.assign(new Error("planted"), { digest: "1893372414" });
  inRequest(() => console.error(" ⨯", planted));
  expect(planted.digest).toBe("request-1");
  inRequest(() => console.error(" ⨯", Object.assign(new Error("obscured"), { digest: "request-1" })));
  expect(logged()).toMatchObject([{ err: { message: "planted", digest: "request-1" } }]);
});

it("a digest that means something stays as it is", () => {
  const busy = Object.assign(new Error("away"), { digest: "HEADROOM_BUSY" });
  inRequest(() => console.error(" ⨯", busy));
  expect(busy.digest).toBe("HEADROOM_BUSY");
  expect(lines).toHaveLength(1);
});

it("words stay words, and secrets in them stay hidden", () => {
  console.warn("%s is slow: %d ms", "postgres://u:hunter22@db/x", 70);
  expect(logged()).toMatchObject([{ level: 40, msg: "postgres://[redacted]@db/x is slow: 70 ms" }]);
});
