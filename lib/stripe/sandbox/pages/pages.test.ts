import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pressButton, startTestSandbox, type TestSandbox } from "../sandbox-for-tests.ts";
import { formatAmount } from "./texts.ts";

let started: TestSandbox;

beforeEach(async () => {
  started = await startTestSandbox();
});
afterEach(() => started.close());

async function openSession(name = "AI pack"): Promise<{ id: string; url: string }> {
  const { id, url } = await started.client.checkout.sessions.create({
    mode: "payment",
    success_url: "http://shop.example/return?session_id={CHECKOUT_SESSION_ID}",
    cancel_url: "http://shop.example/buy",
    line_items: [{ quantity: 1, price_data: { currency: "eur", unit_amount: 4900, product_data: { name } } }],
  });
  return { id, url: url ?? "" };
}

async function look(url: string) {
  const response = await fetch(url, { redirect: "manual" });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const charges = () => started.sandbox.controls.store.all("charge");

describe("the payment page", () => {
  test("says that it is a sandbox, what is paid, and has the four buttons and no script", async () => {
    const { text } = await look((await openSession()).url);
    for (const part of [
      "This is a sandbox",
      "Pay €49.00",
      "AI pack",
      ">Pay<",
      ">Decline<",
      ">3-D Secure<",
      ">Abandon<",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("<script");
  });

  test("is never stored, runs nothing, and lets its form lead back to the shop only", async () => {
    const { headers } = await look((await openSession()).url);
    expect(headers.get("cache-control")).toBe("no-store");
    const policy = headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self' http://shop.example;");
    expect(policy).toContain("frame-ancestors 'none'");
  });

  test("shows foreign text as text", async () => {
    const { text } = await look((await openSession("<b>Pack</b>")).url);
    expect(text).toContain("&lt;b&gt;Pack&lt;/b&gt;");
  });

  test("a double click on Pay pays once, and both clicks lead back", async () => {
    const { id, url } = await openSession();
    const clicks = await Promise.all([1, 2, 3].map(() => pressButton(url, "pay")));
    const back = { status: 303, location: `http://shop.example/return?session_id=${id}` };
    expect(clicks).toEqual([back, back, back]);
    expect(charges()).toHaveLength(1);
  });

  test("going back after paying shows that it is paid, with the way back and the receipt", async () => {
    const { id, url } = await openSession();
    await pressButton(url, "pay");
    const { text } = await look(url);
    expect(text).toContain("Already paid");
    expect(text).toContain(`href="http://shop.example/return?session_id=${id}"`);
    const receipt = /href="([^"]*\/receipts\/[^"]*)"/.exec(text)?.[1] ?? "";
    expect((await look(receipt)).text).toContain("Visa ending in 4242");
  });

  test("a declined card says so and can be tried again", async () => {
    const { id, url } = await openSession();
    expect(await pressButton(url, "decline")).toEqual({ status: 303, location: url });
    expect((await look(url)).text).toContain("The bank declined the card");
    const [declined] = charges();
    expect(declined).toMatchObject({
      paid: false,
      status: "failed",
      failure_code: "card_declined",
      receipt_url: null,
    });
    await pressButton(url, "pay");
    const session = await started.client.checkout.sessions.retrieve(id);
    expect(session.payment_status).toBe("paid");
    expect(started.sandbox.controls.store.all("payment_intent")).toHaveLength(1);
  });

  test("3-D Secure asks the bank first: yes pays, no does not, and an answer that nobody asked for does nothing", async () => {
    const { id, url } = await openSession();
    await pressButton(url, "authenticate");
    expect(charges()).toHaveLength(0);
    const asked = await pressButton(url, "three_d_secure");
    expect(asked.location).toBe(`${url}/authenticate`);
    expect((await look(`${url}/authenticate`)).text).toContain("Complete authentication");
    expect((await pressButton(`${url}/authenticate`, "fail_authentication")).location).toBe(url);
    expect((await look(url)).text).toContain("could not confirm that it was you");
    await pressButton(url, "three_d_secure");
    const done = await pressButton(`${url}/authenticate`, "authenticate");
    expect(done.location).toBe(`http://shop.example/return?session_id=${id}`);
    expect(charges()[0]?.payment_method_details?.card?.three_d_secure?.result).toBe("authenticated");
  });

  test("an expired session says that nothing was charged, and an unknown one is 404", async () => {
    const { url } = await openSession();
    started.advance(24 * 60 * 60 * 1000);
    await pressButton(url, "pay");
    expect((await look(url)).text).toContain("has expired");
    expect(charges()).toHaveLength(0);
    expect((await look(`${url}x`)).status).toBe(404);
    expect((await pressButton(`${url}x`, "pay")).status).toBe(404);
  });

  test("webhooks can be made to come before the page's answer", async () => {
    const { url } = await openSession();
    await started.sandbox.controls.webhooks.settled();
    started.sandbox.controls.webhooksBeforeReply = true;
    await pressButton(url, "pay");
    expect(started.inbox.received.map(({ event }) => event.type)).toContain("checkout.session.completed");
  });
});

test("the pages are served on the app's own origin too, and their policy replaces the app's", async () => {
  const door = createServer((request, response) => {
    response.setHeader("Content-Security-Policy", "default-src 'self'");
    started.sandbox.pages(request, response);
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = door.address();
  const { url } = await openSession();
  const port = typeof address === "object" ? address?.port : 0;
  const { status, headers } = await look(`http://127.0.0.1:${port}${new URL(url).pathname}`);
  expect(status).toBe(200);
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  await new Promise((resolve) => door.close(resolve));
});

test.each([
  [4900, "eur", "€49.00"],
  [5, "usd", "$0.05"],
  [123456789, "usd", "$1,234,567.89"],
  [4900, "jpy", "¥4,900"],
])("%i minor units of %s are %s", (minor, currency, text) => {
  expect(formatAmount(minor, currency)).toBe(text);
});
