import type { ReactNode } from "react";
import { Brand } from "#components/shell/brand.tsx";

/** A page outside of any workspace: one narrow column under the mark. */
export function EntryFrame({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <main
      id="content"
      className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-4 px-4 py-8"
    >
      <Brand />
      <section className="flex flex-col gap-4 rounded-lg border border-hairline bg-card p-6">
        <h1 className="text-xl font-semibold">{title}</h1>
        {children}
      </section>
    </main>
  );
}
