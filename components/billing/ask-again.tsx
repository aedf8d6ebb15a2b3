"use client";

import { useEffect } from "react";

/** Goes to `href` after a while. A whole page load, because the answer there decides which page follows. */
export function AskAgain({ href, seconds }: { href: string; seconds: number }) {
  useEffect(() => {
    const timer = setTimeout(() => window.location.replace(href), seconds * 1000);
    return () => clearTimeout(timer);
  }, [href, seconds]);
  return null;
}
