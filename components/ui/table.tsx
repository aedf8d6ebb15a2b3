import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";

export interface TableProps {
  /** Says what the table holds: names the scrolling region and the table. */
  label: string;
  children: ReactNode;
  /**
   * For a table as wide as the page: on wide screens its region is no scroller, so that the header sticks to the top of
   * the window.
   */
  stickyHeader?: boolean;
  /** Placement, or a greatest height within which the region scrolls. */
  className?: string;
}

/** What scrolls must be reachable without a pointer, and not every browser sees to that itself. */
const reachableByKeyboard = { tabIndex: 0 };

/** Dense rows. What is too wide scrolls sideways inside its own region, never the page. */
export function Table({ label, children, stickyHeader = false, className }: TableProps) {
  return (
    <section
      aria-label={label}
      className={clsx("relative overflow-x-auto", stickyHeader && "lg:overflow-x-visible", className)}
      {...reachableByKeyboard}
    >
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{label}</caption>
        {children}
      </table>
    </section>
  );
}

interface CellOptions {
  /** Right-aligned figures of one width. */
  numeric?: boolean;
}

export function HeaderCell({ numeric = false, className, ...rest }: ComponentProps<"th"> & CellOptions) {
  return (
    <th
      scope="col"
      className={clsx(
        "sticky top-0 z-10 h-9 border-b border-hairline bg-card px-4 py-1 font-medium whitespace-nowrap text-muted",
        numeric ? "text-right" : "text-left",
        className,
      )}
      {...rest}
    />
  );
}

/** The cell that names its row. */
export function RowHeader({ className, ...rest }: ComponentProps<"th">) {
  return (
    <th scope="row" className={clsx("px-4 py-2 text-left align-baseline font-medium", className)} {...rest} />
  );
}

export function Cell({ numeric = false, className, ...rest }: ComponentProps<"td"> & CellOptions) {
  return (
    <td className={clsx("px-4 py-2 align-baseline", numeric && "figures text-right", className)} {...rest} />
  );
}

/** For the cells of a column that a phone has no room for; what they say stands under the row's name there. */
export const wideOnly = "max-sm:hidden";
/** For the cells that stay beside the row's name on a phone. */
export const tight = "max-sm:px-2";

/** What a phone shows under the row's name. */
export function OnPhone({ children }: { children: ReactNode }) {
  return <span className="block text-xs font-normal text-muted sm:hidden">{children}</span>;
}

export function Row({ className, ...rest }: ComponentProps<"tr">) {
  return <tr className={clsx("border-b border-hairline last:border-b-0 hover:bg-bg", className)} {...rest} />;
}
