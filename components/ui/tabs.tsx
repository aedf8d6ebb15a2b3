import { clsx } from "clsx";
import Link from "next/link";

export interface Tab {
  href: string;
  label: string;
  current: boolean;
}

/** Each tab is an address, so it survives reload, back and sharing. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav aria-label={label} className="mb-4 flex gap-4 overflow-x-auto border-b border-hairline">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={tab.current ? "page" : undefined}
          className={clsx(
            "-mb-px flex h-9 items-center border-b-2 whitespace-nowrap -outline-offset-2 pointer-coarse:h-11",
            tab.current
              ? "border-action font-medium text-text"
              : "border-transparent text-muted hover:text-text",
          )}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
