import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { controlClass } from "./control-class.ts";
import { Field } from "./field.tsx";

function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={clsx(controlClass, className)} {...rest} />;
}

export interface TextFieldProps extends Omit<ComponentProps<"input">, "id"> {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
}

/** A labelled input. Quantities and credits want `inputMode="decimal"`, never `type="number"`: it loses digits. */
export function TextField({ label, hint, error, className, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(control) => <Input {...rest} {...control} />}
    </Field>
  );
}
