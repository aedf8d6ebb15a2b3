import { clsx } from "clsx";
import Link from "next/link";
import type { ComponentProps } from "react";

/** A link inside text or a table cell. Tables have many, most of them never followed, so nothing is fetched ahead for them. */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link
      prefetch={false}
      className={clsx(
        "text-action underline decoration-action/40 underline-offset-2 hover:decoration-action",
        className,
      )}
      {...rest}
    />
  );
}
