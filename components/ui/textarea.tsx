import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { controlClass } from "./control-class.ts";
import { Field } from "./field.tsx";

export interface TextAreaFieldProps extends Omit<ComponentProps<"textarea">, "id"> {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
}

export function TextAreaField({ label, hint, error, className, rows = 3, ...rest }: TextAreaFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(control) => (
        <textarea rows={rows} className={clsx(controlClass, "h-auto! py-2")} {...rest} {...control} />
      )}
    </Field>
  );
}
