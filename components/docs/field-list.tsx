import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { Field } from "./fields.ts";

interface FieldListProps {
  fields: readonly (Field & { place?: string })[];
  /** Of an answer, where most fields are always there; in what is sent, most may be left out. */
  answered?: boolean;
}

/** The fields of a body or an answer, or the parameters of a call. */
export function FieldList({ fields, answered = false }: FieldListProps) {
  const t = useTranslations("docs");
  return (
    <ul className="divide-y divide-hairline border-y border-hairline">
      {fields.map((field) => (
        <li
          key={`${field.place} ${field.path}`}
          className="gap-x-4 py-2 sm:grid sm:grid-cols-[18rem_minmax(0,1fr)]"
        >
          <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1 sm:block">
            <code className="font-mono text-sm font-medium [overflow-wrap:anywhere]">
              <Path path={field.path} />
            </code>{" "}
            {field.required === answered ? null : <Badge>{t(answered ? "notAlways" : "required")}</Badge>}
          </p>
          <p className="text-sm first-letter:uppercase">
            <span className="text-muted">
              <FieldType field={field} />
              {field.place ? `, ${t(`place.${field.place}`)}` : null}.
            </span>{" "}
            <FieldFacts field={field} />
          </p>
        </li>
      ))}
    </ul>
  );
}

/** A long path breaks after a dot rather than inside a name. */
function Path({ path }: { path: string }) {
  const after = path.indexOf(".") + 1;
  if (after === 0) return path;
  return (
    <>
      {path.slice(0, after)}
      <wbr />
      <Path path={path.slice(after)} />
    </>
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
  const one = field.kinds.includes("text") ? "characters" : "range";
  const unit = field.shape === "list" ? "size" : one;
  const range = least !== null && most !== null ? t(unit, { least, most }) : null;
  const facts = [
    description,
    choices.length > 0 ? t("oneOf", { choices: choices.join(", ") }) : null,
    range,
    byDefault === null ? null : t("byDefault", { value: byDefault }),
  ].filter((fact) => fact !== null);
  return facts.join(" ");
}
