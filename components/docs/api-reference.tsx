import Link from "next/link";
import { useTranslations } from "next-intl";
import { Brand } from "#components/shell/brand.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Basics } from "./basics.tsx";
import { CallSection } from "./call-section.tsx";
import { Contents } from "./contents.tsx";
import { PlaceHeading } from "./place-heading.tsx";
import { ProblemTable } from "./problem-table.tsx";
import { CHAPTERS, type Reference } from "./reference.ts";

export interface ApiReferenceProps {
  reference: Reference;
  baseUrl: string;
}

/** The contract of the API on one page, so that the browser's own search finds everything in it. */
export function ApiReference({ reference, baseUrl }: ApiReferenceProps) {
  const t = useTranslations("docs");
  return (
    <div className="mx-auto w-full max-w-content px-4 lg:grid lg:grid-cols-[232px_minmax(0,1fr)] lg:gap-8 lg:px-8">
      <header className="flex flex-col gap-6 pt-6 lg:sticky lg:top-0 lg:h-dvh lg:overflow-y-auto lg:pb-6">
        <Link href="/" className="self-start">
          <Brand />
        </Link>
        <div className="max-lg:hidden">
          <Contents calls={reference.calls} />
        </div>
        <details className="rounded-lg border border-hairline bg-card px-4 lg:hidden">
          <summary className="flex min-h-11 items-center font-medium">{t("contents")}</summary>
          <div className="pb-4">
            <Contents calls={reference.calls} />
          </div>
        </details>
      </header>
      <main id="content" className="flex min-w-0 flex-col gap-6 py-6">
        <PageHeader
          title={t("title")}
          description={t("description")}
          actions={
            <a href="/api/v1/openapi.json" className="text-action underline underline-offset-2">
              {t("document")}
            </a>
          }
        />
        <PlaceHeading id="basics" level={2}>
          {t("basics.title")}
        </PlaceHeading>
        <Basics baseUrl={baseUrl} refusal={reference.refusal} />
        {CHAPTERS.map((chapter) => (
          <div key={chapter} className="flex flex-col gap-4">
            <PlaceHeading id={chapter} level={2}>
              {t(`chapters.${chapter}`)}
            </PlaceHeading>
            {reference.calls
              .filter((call) => call.chapter === chapter)
              .map((call) => (
                <CallSection key={call.id} call={call} />
              ))}
          </div>
        ))}
        <PlaceHeading id="problems" level={2}>
          {t("problems.title")}
        </PlaceHeading>
        <p className="max-w-prose">{t("problems.text")}</p>
        <ProblemTable codes={reference.codes} />
      </main>
    </div>
  );
}
