import { useTranslations } from "next-intl";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import type { Reference } from "./reference.ts";

/** Every code with its status, its sentence, and whether the same call can succeed later. */
export function ProblemTable({ codes }: Pick<Reference, "codes">) {
  const t = useTranslations("docs.problems");
  const sentences = useTranslations("api");
  return (
    <div className="overflow-hidden rounded-lg border border-hairline bg-card">
      <Table label={t("title")}>
        <thead>
          <tr>
            <HeaderCell>{t("code")}</HeaderCell>
            <HeaderCell>{t("meaning")}</HeaderCell>
            <HeaderCell>{t("again")}</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {codes.map(({ code, status }) => (
            <Row key={code} id={`code-${code}`} className="scroll-mt-4 target:bg-bg">
              <RowHeader>
                <span className="font-mono">{code}</span>{" "}
                <span className="block font-normal text-muted">{status}</span>
              </RowHeader>
              <Cell className="min-w-72">
                <span className="font-medium">{sentences(`title.${code}`)}.</span>{" "}
                {sentences.raw(`detail.${code}`)}
              </Cell>
              <Cell className="whitespace-nowrap">{t(isWorthAnother(status) ? "yes" : "no")}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function isWorthAnother(status: string): boolean {
  return status === "429" || status.startsWith("5");
}
