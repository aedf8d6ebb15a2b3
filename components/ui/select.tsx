import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { controlClass } from "./control-class.ts";
import { Field } from "./field.tsx";

export interface SelectOption {
  value: string;
  label: string;
  disabled?: boolean;
}

interface SelectProps extends ComponentProps<"select"> {
  options: readonly SelectOption[];
}

/** The platform's own list: it is light, works by keyboard and looks right on every phone. */
function Select({ options, className, ...rest }: SelectProps) {
  return (
    <span className={clsx("relative block min-w-0", className)}>
      <select className={clsx(controlClass, "appearance-none truncate pr-8")} {...rest}>
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden="true"
        size={16}
        className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-muted"
      />
    </span>
  );
}

export interface SelectFieldProps extends Omit<SelectProps, "id"> {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
}

export function SelectField({ label, hint, error, className, ...rest }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(control) => <Select {...rest} {...control} />}
    </Field>
  );
}
