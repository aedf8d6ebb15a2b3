"use client";

import "./globals.css";
import errors from "#messages/en/errors.json";

/** Stands in for the whole document when even the layout failed, so it needs nothing from it, and no script to go on. */
export default function GlobalErrorPage({ error }: { error: Error & { digest?: string } }) {
  const { unexpected, retry, reference } = errors;
  return (
    <html lang="en">
      <body>
        <title>{unexpected.title}</title>
        <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-4 px-4">
          <h1 className="text-xl font-semibold">{unexpected.title}</h1>
          <p role="alert">{unexpected.text}</p>
          {/* A plain link: the router may be what failed. */}
          <a href="/" className="text-action underline">
            {retry}
          </a>
          {error.digest ? <p className="text-xs">{reference.replace("{id}", error.digest)}</p> : null}
        </main>
      </body>
    </html>
  );
}
