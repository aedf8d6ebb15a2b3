"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { TextField } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TextAreaField } from "#components/ui/textarea.tsx";
import { KEY_SCOPES } from "#lib/core/viewer.ts";
import type { CreateRefused } from "./key-actions.ts";

export interface KeyFieldsProps {
  workspaceId: string | null;
  refused: CreateRefused | null;
}

export function KeyFields({ workspaceId, refused }: KeyFieldsProps) {
  const t = useTranslations("api-keys.create");
  const problems = refused?.error?.code === "invalid_fields" ? refused.error.problems : [];
  const error = (field: "name" | "scopes" | "reason") => {
    const found = problems.find((problem) => problem.field === field);
    return found && t(`faults.${found.field}_${found.fault}`);
  };
  return (
    <>
      <TextField
        name="name"
        label={t("name")}
        hint={t("nameHint")}
        error={error("name")}
        autoComplete="off"
        maxLength={80}
      />
      {workspaceId === null ? (
        <TextAreaField
          name="reason"
          label={t("reason")}
          hint={t("reasonHint")}
          error={error("reason")}
          maxLength={500}
        />
      ) : (
        <>
          <input type="hidden" name="workspace" value={workspaceId} />
          <ScopeFields error={error("scopes")} />
        </>
      )}
      {refused && problems.length === 0 ? <RefusedNotice refused={refused} /> : null}
    </>
  );
}

function ScopeFields({ error }: { error: string | undefined }) {
  const t = useTranslations("api-keys.scope");
  const errorId = useId();
  return (
    <fieldset aria-describedby={error ? errorId : undefined} className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">{t("legend")}</legend>
      {KEY_SCOPES.map((scope) => (
        <Checkbox key={scope} name={scope} label={t(scope)} hint={t(`${scope}Hint`)} defaultChecked />
      ))}
      {error ? (
        <p id={errorId} className="text-sm text-bad">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

function RefusedNotice({ refused: { code, message, requestId } }: { refused: CreateRefused }) {
  const t = useTranslations("api-keys");
  return (
    <Notice
      tone="bad"
      live
      title={code === "too_many_keys" ? t("create.tooMany") : t("failed", { message, requestId })}
    />
  );
}
