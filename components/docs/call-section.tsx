import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { CodeBlock } from "./code-block.tsx";
import { toJson } from "./curl.ts";
import { FieldList } from "./field-list.tsx";
import { PlaceHeading } from "./place-heading.tsx";
import type { Call } from "./reference.ts";

/** One call with all that is needed to make it. */
export function CallSection({ call }: { call: Call }) {
  const t = useTranslations("docs");
  const { id, method, path, parameters, body, answers } = call;
  return (
    <section
      aria-labelledby={id}
      className="flex flex-col gap-4 rounded-lg border border-hairline bg-card p-4 sm:p-6"
    >
      <div className="flex flex-col gap-2">
        <PlaceHeading id={id} level={3}>
          {call.summary}
        </PlaceHeading>
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone="action">{method}</Badge>
          <code className="font-mono text-sm [overflow-wrap:anywhere]">{path}</code>
        </p>
        <p className="text-sm text-muted">
          <WhoMayCall keys={call.keys} />
        </p>
      </div>
      <Part title={t("example")}>
        <CodeBlock>{call.curl}</CodeBlock>
      </Part>
      {parameters.length > 0 ? (
        <Part title={t("parameters")}>
          <FieldList fields={parameters} />
        </Part>
      ) : null}
      {body ? (
        <Part title={t("body")}>
          {body.about || !body.required ? (
            <p className="text-sm">
              {body.about} {body.required ? null : t("optionalBody")}
            </p>
          ) : null}
          <FieldList fields={body.fields} />
        </Part>
      ) : null}
      <Part title={t("answers")}>
        <Answers answers={answers} />
        <Refusals refusals={call.refusals} />
      </Part>
    </section>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <h4 className="font-medium">{title}</h4>
      {children}
    </div>
  );
}

function WhoMayCall({ keys }: Pick<Call, "keys">) {
  const t = useTranslations("docs.keys");
  if (keys.length === 0) return t("any");
  return keys.includes("platform") ? t("platform") : t("scopes", { scopes: keys.join(t("or")) });
}

/** The statuses that go with one body are named together; the body is shown once. */
function Answers({ answers }: Pick<Call, "answers">) {
  return answers.map(({ status, description, example, fields }, index) => {
    const isRepeated = answers.slice(0, index).some((one) => toJson(one.fields) === toJson(fields));
    return (
      <div key={status} className="flex flex-col gap-2">
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone="good">{status}</Badge>
          {description}
        </p>
        {example === null ? null : <CodeBlock>{toJson(example)}</CodeBlock>}
        {isRepeated ? null : <FieldList fields={fields} answered />}
      </div>
    );
  });
}

function Refusals({ refusals }: Pick<Call, "refusals">) {
  return (
    <ul className="flex flex-col gap-2 text-sm">
      {refusals.map(({ status, codes }) => (
        <li key={status} className="flex items-baseline gap-3">
          <Badge tone="warn">{status}</Badge>
          <span className="flex flex-wrap gap-x-3 gap-y-1">
            {codes.map((code) => (
              <a
                key={code}
                href={`#code-${code}`}
                className="font-mono text-action underline decoration-action/40 underline-offset-2 hover:decoration-action"
              >
                {code}
              </a>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}
