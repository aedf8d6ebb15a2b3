/** Code that wraps: it is read on a phone as well, and copied whole. */
export function CodeBlock({ children }: { children: string }) {
  return (
    <pre className="rounded-md border border-hairline bg-bg px-3 py-2 font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
      <code>{children}</code>
    </pre>
  );
}
