import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CodeBlock } from "./code-block.tsx";
import { toJson } from "./curl.ts";
import { PlaceHeading } from "./place-heading.tsx";
import type { Reference } from "./reference.ts";

export const BASICS = ["address", "values", "keys", "refusals", "limits", "lists", "client"] as const;

export interface BasicsProps {
  baseUrl: string;
  refusal: Reference["refusal"];
}

/** What is true of every call. */
export function Basics({ baseUrl, refusal }: BasicsProps) {
  const t = useTranslations("docs.basics");
  const code = (words: ReactNode) => <code className="font-mono text-sm">{words}</code>;
  const below: Partial<Record<(typeof BASICS)[number], string>> = {
    address: `export HEADROOM_API_KEY=hrp_…\ncurl ${baseUrl}/api/v1/rate-card -H "Authorization: Bearer $HEADROOM_API_KEY"`,
    refusals: toJson(refusal.example),
    client: CLIENT.replace("BASE_URL", baseUrl),
  };
  return BASICS.map((topic) => (
    <section key={topic} aria-labelledby={`basics-${topic}`} className="flex max-w-prose flex-col gap-2">
      <PlaceHeading id={`basics-${topic}`} level={3}>
        {t(`${topic}.title`)}
      </PlaceHeading>
      <p>{t.rich(`${topic}.text`, { code })}</p>
      {below[topic] ? <CodeBlock>{below[topic]}</CodeBlock> : null}
    </section>
  ));
}

const CLIENT = `import { Headroom } from "@headroom/sdk";

const headroom = new Headroom({ baseUrl: "BASE_URL", apiKey: process.env.HEADROOM_API_KEY });

await headroom.debit("acme-home", {
  lines: [{ feature: "automation.record", quantity: 2000, unchanged: 1940 }],
  job: "supplier-feed",
});`;
