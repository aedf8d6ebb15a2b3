import { clsx } from "clsx";

/** Keeps the exact place of what is loading. The caller gives height and width by class. */
export function Skeleton({ className }: { className: string }) {
  return (
    <div
      aria-hidden="true"
      className={clsx("motion-safe:animate-pulse rounded-md bg-hairline/60", className)}
    />
  );
}
