"use client";

import { useSelectedLayoutSegment } from "next/navigation";

/** The segment of the screen below the workspace's layout; the overview has none of its own. */
export function useCurrentScreen(): string {
  return useSelectedLayoutSegment() ?? "overview";
}
