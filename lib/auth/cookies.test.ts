import { expect, it } from "vitest";
import { authCookies, cookieName, renewedSessionCookie } from "./cookies.ts";

it("on https the session cookie is bound to this very host and never leaves https", () => {
  const { sessionToken } = authCookies("https://credits.example.com");
  expect(sessionToken).toEqual({
    name: "__Host-headroom.session",
    options: { httpOnly: true, sameSite: "lax", path: "/", secure: true },
  });
  expect(renewedSessionCookie("https://credits.example.com", "t")).toBe(
    "__Host-headroom.session=t; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure",
  );
});

it("two copies on one machine do not sign each other out, whatever their ports begin with", () => {
  const names = ["http://localhost:3000", "http://localhost:30001"].map((url) => cookieName(url, "session"));
  expect(names).toEqual(["headroom-3000.session", "headroom-30001.session"]);
  // next-auth joins cookies whose names begin with the session's name
  expect(names[1]?.startsWith(names[0] ?? "")).toBe(false);
  expect(renewedSessionCookie("http://localhost:3000", "t")).not.toContain("Secure");
});
