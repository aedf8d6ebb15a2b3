import { useTranslations } from "next-intl";
import { Credits } from "#components/credits/credits.tsx";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import type { PlannedLine, RunPlan } from "#lib/core/run-plan.ts";

/** What the run is made of, line by line, as the debit will record it. */
export function RunLines({ plan }: { plan: RunPlan }) {
  const t = useTranslations("playground.estimate");
  const hasFree = plan.lines.some(({ unchanged }) => unchanged !== "0");
  return (
    <div className="rounded-md border border-hairline">
      <Table label={t("label")}>
        <thead>
          <tr>
            <HeaderCell>{t("what")}</HeaderCell>
            <HeaderCell numeric>{t("quantity")}</HeaderCell>
            {hasFree ? <HeaderCell numeric>{t("free")}</HeaderCell> : null}
            <HeaderCell numeric>{t("credits")}</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {plan.lines.map((line) => (
            <Row key={line.feature}>
              <RowHeader>
                <FeatureName line={line} />
              </RowHeader>
              <Cell numeric>
                <Quantity line={line} />
              </Cell>
              {hasFree ? (
                <Cell numeric>
                  <Credits value={line.unchanged} />
                </Cell>
              ) : null}
              <Cell numeric>
                <Credits value={line.credits} />
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function FeatureName({ line }: { line: PlannedLine }) {
  const t = useTranslations("playground.features");
  switch (line.feature) {
    case "automation.record":
      return t("automation_record");
    case "automation.operation":
      return t("automation_operation");
    case "ai.attributes":
      return t("ai_attributes");
    case "ai.text":
      return t("ai_text", { model: line.model ?? "" });
    default:
      return line.feature;
  }
}

function Quantity({ line: { quantity, tokens } }: { line: PlannedLine }) {
  const t = useTranslations("playground.estimate");
  if (!tokens) return <Credits value={quantity ?? "0"} />;
  return (
    <span className="whitespace-normal">
      {t.rich("tokens", {
        input: () => <Credits value={tokens.input} />,
        cached: () => <Credits value={tokens.cachedInput} />,
        output: () => <Credits value={tokens.output} />,
      })}
    </span>
  );
}
