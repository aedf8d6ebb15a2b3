import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime";
import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test, vi } from "vitest";
import { loadMessages } from "#lib/texts/messages.ts";
import { CardSlot } from "./card-slot.tsx";
import { NeedsYou } from "./needs-you.tsx";
import { TopAgents } from "./top-agents.tsx";

const router = {
  bfcacheId: "0",
  back: vi.fn(),
  forward: vi.fn(),
  refresh: vi.fn(),
  push: vi.fn(),
  replace: vi.fn(),
  prefetch: vi.fn(),
};

/** What a reader gets: text without markup. */
function textOf(node: ReactNode): string {
  const markup = renderToStaticMarkup(
    <AppRouterContext.Provider value={router}>
      <NextIntlClientProvider locale="en" timeZone="UTC" messages={loadMessages()}>
        {node}
      </NextIntlClientProvider>
    </AppRouterContext.Provider>,
  );
  return markup.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");
}

const needs = (list: Parameters<typeof NeedsYou>[0]["needs"], canBuy = true) =>
  textOf(<NeedsYou workspaceId="acme" zone="Europe/Berlin" needs={list} canBuy={canBuy} />);

describe("a card of the overview", () => {
  test("that failed says what is still true, offers another try and gives the reference", () => {
    const text = textOf(<CardSlot data={{ ok: false, reference: "req-7" }}>{() => "numbers"}</CardSlot>);
    expect(text).toContain("Your balance and history are unchanged");
    expect(text).toContain("Try again");
    expect(text).toContain("req-7");
    expect(text).not.toContain("numbers");
  });

  test("that was loaded shows what was loaded", () => {
    expect(
      textOf(<CardSlot data={{ ok: true, value: 7 }}>{(value) => `seven: ${value}`}</CardSlot>),
    ).toContain("seven: 7");
  });

  test("without agents says what will stand there", () => {
    expect(textOf(<TopAgents workspaceId="acme" agents={[]} />)).toContain(
      "The five that use most will stand here",
    );
  });
});

describe("what needs a person", () => {
  test("says who paused the workspace, when, why, and who lifts it", () => {
    const text = needs([
      {
        kind: "paused",
        at: "2026-11-20T09:00:00.000Z",
        by: "ada@headroom.example",
        reason: "unpaid invoice",
      },
    ]);
    expect(text).toContain("20 Nov 2026, 10:00 CET");
    expect(text).toContain("ada@headroom.example");
    expect(text).toContain("unpaid invoice");
    expect(text).toContain("until a platform admin lifts it");
  });

  test("a payment under way shows its price, and its Checkout to those who may pay", () => {
    const pending = {
      kind: "payment_pending" as const,
      purchaseId: "p",
      packName: "AI 5,000",
      price: { amountMinor: "19900", currency: "EUR" },
      createdAt: "2026-11-20T09:00:00.000Z",
    };
    expect(needs([{ ...pending, checkoutUrl: "https://checkout.example" }])).toMatch(
      /€199\.00.*Continue to payment/,
    );
    expect(needs([{ ...pending, checkoutUrl: null }])).not.toContain("Continue to payment");
  });

  test("low credits offer the packs only to those who may buy", () => {
    const low = { kind: "low" as const, creditType: "ai", fromDays: 4, toDays: 6 };
    expect(needs([low])).toMatch(/AI credits are low.*4 to 6 days.*Add credits/);
    expect(needs([low], false)).not.toContain("Add credits");
  });

  test("what would expire is an estimate, what is granted is exact", () => {
    const text = needs([
      {
        kind: "expiring",
        creditType: "automation",
        expiresAt: "2026-12-03T23:00:00.000Z",
        remaining: "900.25",
        atRisk: "595.646912",
      },
    ]);
    expect(text).toMatch(/About 596 Automation credits/);
    expect(text).toMatch(/900\.25 expire 4 Dec 2026, 00:00 CET/);
  });
});
