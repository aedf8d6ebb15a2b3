import { clsx } from "clsx";
import type { ReactNode } from "react";

export interface PlaceHeadingProps {
  id: string;
  level: 2 | 3;
  children: ReactNode;
}

/** A heading that is a link to itself, so that its place can be sent to somebody. */
export function PlaceHeading({ id, level, children }: PlaceHeadingProps) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <Heading id={id} className={clsx("scroll-mt-4 font-semibold", level === 2 ? "text-xl" : "text-lg")}>
      <a href={`#${id}`} className="hover:underline">
        {children}
      </a>
    </Heading>
  );
}
