import { clsx } from "clsx";
import { type ComponentProps, type ReactNode, useId } from "react";

export interface CheckboxProps extends Omit<ComponentProps<"input">, "type" | "id"> {
  label: ReactNode;
  hint?: ReactNode;
}

export function Checkbox({ label, hint, className, ...rest }: CheckboxProps) {
  const id = useId();
  return (
    <div className={clsx("flex items-start gap-2 pointer-coarse:min-h-11", className)}>
      <span className="flex h-6 items-center">
        <input
          id={id}
          type="checkbox"
          aria-describedby={hint ? `${id}-hint` : undefined}
          className="size-4 rounded-sm pointer-coarse:size-6"
          {...rest}
        />
      </span>
      <span className="py-0.5">
        <label htmlFor={id}>{label}</label>
        {hint ? (
          <span id={`${id}-hint`} className="block text-xs text-muted">
            {hint}
          </span>
        ) : null}
      </span>
    </div>
  );
}
