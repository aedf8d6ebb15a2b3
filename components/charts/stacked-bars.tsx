"use client";

import { clsx } from "clsx";
import { useLocale } from "next-intl";
import { useState } from "react";
import { formatCreditsCompact } from "#components/credits/format-credits.ts";
import { formatDay } from "#components/credits/format-instant.ts";
import type { Column, StackedDays } from "./stacked-days.ts";

export interface StackedBarsProps {
  prepared: StackedDays;
  /** Background classes by series key, from the bottom of the stack up. */
  fills: ReadonlyMap<string, string>;
  /** What a day's bar says when pointed at, one line each; the table behind the chart says it to everybody else. */
  linesOf: (column: Column) => string[];
}

/** Draws what was prepared. Plain boxes, drawn by the server first: nothing moves when the script arrives. */
export function StackedBars({ prepared, fills, linesOf }: StackedBarsProps) {
  const locale = useLocale();
  const [pointedAt, setPointedAt] = useState<number | null>(null);
  const { columns, ticks, labelled } = prepared;
  return (
    <div aria-hidden="true" className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 text-xs text-muted">
      <div className="relative h-40 min-w-6">
        {ticks.map((tick) => (
          <span
            key={tick.credits}
            className="figures absolute right-0 translate-y-1/2 leading-none"
            style={{ bottom: `${tick.height}%` }}
          >
            {formatCreditsCompact(tick.credits, locale)}
          </span>
        ))}
        <span className="figures invisible">
          {formatCreditsCompact(ticks.at(-1)?.credits ?? "0", locale)}
        </span>
      </div>
      <div className="relative h-40">
        {ticks.map((tick) => (
          <span
            key={tick.credits}
            className="absolute inset-x-0 border-t border-hairline"
            style={{ bottom: `${tick.height}%` }}
          />
        ))}
        <div className="absolute inset-0 flex items-stretch" onPointerLeave={() => setPointedAt(null)}>
          {columns.map((column, index) => (
            <Bar
              key={column.day}
              column={column}
              fills={fills}
              lines={index === pointedAt ? linesOf(column) : null}
              onPoint={() => setPointedAt(index)}
              opens={index < columns.length / 2 ? "right" : "left"}
            />
          ))}
        </div>
      </div>
      <span />
      <div className="relative mt-1 h-4">
        {labelled.map((index) => (
          <DayLabel key={index} column={columns[index]} place={(index + 0.5) / columns.length} />
        ))}
      </div>
    </div>
  );
}

interface BarProps {
  column: Column;
  fills: ReadonlyMap<string, string>;
  /** null: not pointed at. */
  lines: string[] | null;
  onPoint: () => void;
  opens: "left" | "right";
}

function Bar({ column, fills, lines, onPoint, opens }: BarProps) {
  return (
    <div
      onPointerEnter={onPoint}
      className="relative flex flex-1 flex-col-reverse px-px hover:bg-hairline/40"
    >
      {column.segments.map((segment) => (
        <span
          key={segment.key}
          className={clsx("border-t border-card", fills.get(segment.key), column.incomplete && "incomplete")}
          style={{ height: `${segment.height}%` }}
        />
      ))}
      {column.total === "0" ? <span className="h-px bg-control" /> : null}
      {lines ? (
        <span
          className={clsx(
            "pointer-events-none absolute top-0 z-10 rounded-md border border-control bg-card px-2 py-1 whitespace-nowrap text-text",
            opens === "right" ? "left-full" : "right-full",
          )}
        >
          {lines.map((line) => (
            <span key={line} className="block first:font-medium">
              {line}
            </span>
          ))}
        </span>
      ) : null}
    </div>
  );
}

function DayLabel({ column, place }: { column: Column | undefined; place: number }) {
  const locale = useLocale();
  if (!column) return null;
  return (
    <span
      className="absolute -translate-x-1/2 whitespace-nowrap last:right-0 last:translate-x-0"
      style={place > 0.9 ? undefined : { left: `${place * 100}%` }}
    >
      {formatDay(column.day, locale, "day-month")}
    </span>
  );
}
