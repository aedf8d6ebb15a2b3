import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { Field } from "./fields.ts";

/** The fields of a body or an answer, or the parameters of a call. */
export function FieldList({ fields }: { fields: readonly (Field & { place?: string })[] }) {
  const t = useTranslations("docs");
  return (
    <ul className="divide-y divide-hairline border-y border-hairline">
      {fields.map((field) => (
        <li key={`${field.place} ${field.path}`} className="py-2">
          <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
            <code className="font-mono text-sm font-medium [overflow-wrap:anywhere]">{field.path}</code>
            <span className="text-sm text-muted">
              <FieldType field={field} />
            </span>
            {field.place ? <span className="text-sm text-muted">{t(`place.${field.place}`)}</span> : null}
            {field.required ? <Badge>{t("required")}</Badge> : null}
          </p>
          <FieldFacts field={field} />
        </li>
      ))}
    </ul>
  );
}

function FieldType({ field: { kinds, shape } }: { field: Field }) {
  const t = useTranslations("docs");
  const known = kinds.map((kind) => t(`kind.${kind}`)).join(t("or"));
  return t(`shape.${shape}`, { kind: known });
}

function FieldFacts({ field }: { field: Field }) {
  const t = useTranslations("docs");
  const { description, choices, byDefault, least, most } = field;
  const isText = field.shape === "one" && field.kinds.includes("text");
  const range = least !== null && most !== null ? t(isText ? "characters" : "range", { least, most }) : null;
  const facts = [
    description,
    choices.length > 0 ? t("oneOf", { choices: choices.join(", ") }) : null,
    range,
    byDefault === null ? null : t("byDefault", { value: byDefault }),
  ].filter((fact) => fact !== null);
  return facts.length > 0 ? <p className="mt-1 text-sm">{facts.join(" ")}</p> : null;
}
