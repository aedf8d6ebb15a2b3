import { describe, expect, it } from "vitest";
import { judgeHost } from "./host.ts";

const LOCAL = "http://localhost:3000";
const page = { method: "GET", url: "/w/x?a=1", wantsPage: true };

describe("the name under which a local server is asked", () => {
  it.each([
    ["localhost:3000", "serve"],
    ["127.0.0.1:3000", "redirect"],
    ["[::1]:3000", "redirect"],
    // a tunnel or a mapped port: leading it to ours would lead nowhere
    ["localhost:8080", "serve"],
    ["127.0.0.1:8080", "serve"],
    ["evil.example:3000", "refuse"],
    ["127.0.0.1.evil.example:3000", "refuse"],
    ["localhost.evil.example", "refuse"],
    ["192.168.1.5:3000", "refuse"],
    ["not a host", "refuse"],
    ["", "refuse"],
    [undefined, "refuse"],
  ])("%s: %s", (host, kind) => {
    expect(judgeHost({ host, ...page }, LOCAL).kind).toBe(kind);
  });

  it("a request that is no page is answered where it came, not led elsewhere", () => {
    const host = "127.0.0.1:3000";
    expect(judgeHost({ host, ...page, method: "POST" }, LOCAL).kind).toBe("serve");
    expect(judgeHost({ host, ...page, wantsPage: false }, LOCAL).kind).toBe("serve");
  });

  it("leads to a path of ours, whatever the request line says", () => {
    const host = "127.0.0.1:3000";
    const ofUrl = (url: string) => judgeHost({ host, ...page, url }, LOCAL);
    expect(ofUrl("//evil.example/x")).toEqual({ kind: "redirect", location: `${LOCAL}//evil.example/x` });
    expect(ofUrl("http://evil.example/x")).toEqual({ kind: "redirect", location: `${LOCAL}/` });
  });
});

it("a public server answers under any name, because it makes no address of it", () => {
  expect(judgeHost({ host: "internal:8080", ...page }, "https://credits.example.com").kind).toBe("serve");
});
