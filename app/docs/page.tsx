import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ApiReference } from "#components/docs/api-reference.tsx";
import type { Contract } from "#components/docs/contract.ts";
import { toReference } from "#components/docs/reference.ts";
import { env } from "#lib/env.ts";
import document from "./openapi.json" with { type: "json" };

const contract: Contract = document;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("docs"))("title") };
}

/** For everybody: the contract holds nothing of a customer. */
export default function DocsPage() {
  const { baseUrl } = env();
  return <ApiReference reference={toReference(contract, baseUrl)} baseUrl={baseUrl} />;
}
