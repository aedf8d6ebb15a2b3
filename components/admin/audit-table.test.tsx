import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime";
import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { AUDIT_ACTIONS } from "#lib/core/audit-actions.ts";
import type { AuditEntryDto } from "#lib/queries/audit.ts";
import { loadMessages } from "#lib/texts/messages.ts";
import { AuditTable } from "./audit-table.tsx";

const nowhere = vi.fn();
const router = {
  bfcacheId: "0",
  back: nowhere,
  forward: nowhere,
  refresh: nowhere,
  push: nowhere,
  replace: nowhere,
  prefetch: nowhere,
};

/** What stands in the row of one entry, without markup. */
function rowOf(over: Partial<AuditEntryDto>): string {
  const entry = {
    id: "1",
    workspaceId: "acme-home",
    at: "2026-11-21T12:00:00.000Z",
    actor: "user:ada@example.com",
    action: "grant",
    subject: "grant:1",
    reason: "Because",
    before: null,
    after: null,
    key: null,
  };
  const markup = renderToStaticMarkup(
    <AppRouterContext.Provider value={router}>
      <NextIntlClientProvider locale="en" timeZone="UTC" messages={loadMessages()}>
        <AuditTable entries={[{ ...entry, ...over }]} zone="UTC" ofMany />
      </NextIntlClientProvider>
    </AppRouterContext.Provider>,
  );
  return (markup.split("<tbody>")[1] ?? "").replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");
}

test.each(AUDIT_ACTIONS)("what was done is told in words: %s", (action) => {
  const row = rowOf({ action });
  expect(row).toMatch(/ada@example\.com acme-home [A-Z]\w+( \w+)* Because/);
  expect(row).not.toContain("admin.audit");
  expect(row).not.toMatch(/[a-z]_[a-z]/);
});

test("a key is told by its name, and one that is not known as a key", () => {
  const actor = "key:01a1fc86-2b49-74d4-9653-fc124be4e46c";
  expect(rowOf({ actor, key: { name: "Feed importer" } })).toContain("API key Feed importer");
  expect(rowOf({ actor, key: { name: null } })).toContain("Product backend");
  expect(rowOf({ actor })).toContain("API key acme-home");
});
