import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { TextField } from "#components/ui/input.tsx";
import { SelectField, type SelectOption } from "#components/ui/select.tsx";
import type { FieldFault, RunField, RunKind } from "#lib/core/run-form.ts";
import { FREQUENCIES } from "#lib/core/schedules.ts";
import type { RunOptions } from "#lib/queries/playground.ts";

export interface RunFieldsProps {
  kind: RunKind;
  options: RunOptions;
  faults: ReadonlyMap<RunField, FieldFault>;
}

/** What each kind of run is asked for, with an example to begin from. */
export function RunFields(props: RunFieldsProps) {
  switch (props.kind) {
    case "ai_edit":
      return <AiEditFields {...props} />;
    case "agent":
      return <AgentFields {...props} />;
    case "import":
      return <ImportFields {...props} />;
    case "schedule":
      return <ScheduleFields {...props} />;
  }
}

function AiEditFields(props: RunFieldsProps) {
  const t = useTranslations("playground.hints");
  return (
    <>
      <Count {...props} name="products" example="100" />
      <Count {...props} name="inputTokens" example="1200" hint={t("inputTokens")} />
      <Count {...props} name="cachedInputTokens" example="800" />
      <Count {...props} name="outputTokens" example="300" />
      <Choice {...props} name="model" options={props.options.models.map(toModelOption)} />
      <AgentChoice {...props} />
    </>
  );
}

function AgentFields(props: RunFieldsProps) {
  return (
    <>
      <Count {...props} name="attributes" example="250" />
      <AgentChoice {...props} />
    </>
  );
}

function ImportFields(props: RunFieldsProps) {
  const t = useTranslations("playground");
  return (
    <>
      <Count {...props} name="records" example="2000" hint={t("hints.records")} />
      <Count {...props} name="unchanged" example="1940" hint={t("hints.unchanged")} />
      <JobChoice {...props} />
      <Checkbox name="upTo" label={t("fields.upTo")} hint={t("hints.upTo")} />
    </>
  );
}

function ScheduleFields(props: RunFieldsProps) {
  const t = useTranslations("playground");
  const frequencies = FREQUENCIES.map((value) => ({ value, label: t(`frequencies.${value}`) }));
  return (
    <>
      <Choice {...props} name="every" options={frequencies} />
      <Count {...props} name="records" example="0" label={t("scheduleFields.records")} />
      <Count
        {...props}
        name="unchanged"
        example="0"
        label={t("scheduleFields.unchanged")}
        hint={t("hints.unchanged")}
      />
      <JobChoice {...props} />
    </>
  );
}

type Named<Name extends RunField> = Pick<RunFieldsProps, "faults"> & { name: Name };

interface CountProps
  extends Named<
    "products" | "inputTokens" | "cachedInputTokens" | "outputTokens" | "attributes" | "records" | "unchanged"
  > {
  example: string;
  label?: string;
  hint?: string;
}

function Count({ name, faults, example, label, hint }: CountProps) {
  const t = useTranslations("playground");
  return (
    <TextField
      name={name}
      label={label ?? t(`fields.${name}`)}
      hint={hint}
      error={useFaultText()(faults.get(name))}
      defaultValue={example}
      inputMode="numeric"
      autoComplete="off"
      maxLength={40}
    />
  );
}

function Choice({
  name,
  faults,
  options,
}: Named<"model" | "agent" | "job" | "every"> & { options: readonly SelectOption[] }) {
  const t = useTranslations("playground");
  return (
    <SelectField
      name={name}
      label={t(`fields.${name}`)}
      error={useFaultText()(faults.get(name))}
      options={options}
    />
  );
}

function AgentChoice({ faults, options }: RunFieldsProps) {
  const t = useTranslations("playground");
  const agents = withOwn(options.agents, { id: "playground-agent", name: t("ownAgent") });
  return <Choice name="agent" faults={faults} options={agents} />;
}

function JobChoice({ faults, options }: RunFieldsProps) {
  const t = useTranslations("playground");
  const jobs = withOwn(options.jobs, { id: "playground-job", name: t("ownJob") });
  return <Choice name="job" faults={faults} options={jobs} />;
}

/** The workspace's own first; the Playground's is there for a workspace that has none yet, and comes once. */
function withOwn(named: RunOptions["agents"], own: RunOptions["agents"][number]): SelectOption[] {
  const others = named.filter(({ id }) => id !== own.id);
  return [...others, own].map(({ id, name }) => ({ value: id, label: name }));
}

function toModelOption({ model, vendor }: RunOptions["models"][number]): SelectOption {
  return { value: model, label: `${vendor} ${model}` };
}

function useFaultText(): (fault: FieldFault | undefined) => string | undefined {
  const t = useTranslations("playground.faults");
  return (fault) => fault && t(fault);
}
