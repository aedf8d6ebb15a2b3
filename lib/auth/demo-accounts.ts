/** Whom the demo's sign-in page offers to be. `label` is a key of the catalogue; the seed makes these people. */
export const DEMO_ACCOUNTS = [
  { id: "acme-owner", label: "demo.acmeOwner", email: "owner@acme.example", home: "/w/acme-home" },
  { id: "acme-member", label: "demo.acmeMember", email: "member@acme.example", home: "/w/acme-home" },
  {
    id: "nordlicht-owner",
    label: "demo.nordlichtOwner",
    email: "owner@nordlicht.example",
    home: "/w/nordlicht-outdoor",
  },
  { id: "admin", label: "demo.admin", email: "admin@headroom.example", home: "/" },
] as const;

export type DemoAccount = (typeof DEMO_ACCOUNTS)[number];

export function findDemoAccount(id: unknown): DemoAccount | undefined {
  return DEMO_ACCOUNTS.find((account) => account.id === id);
}
