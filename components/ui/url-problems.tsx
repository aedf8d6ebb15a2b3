import { Notice } from "./notice.tsx";

/** Says which parts of the address were put aside, and what is shown instead. */
export function UrlProblems({ title, sentences }: { title: string; sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <div className="mb-4">
      <Notice tone="warn" title={title}>
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </Notice>
    </div>
  );
}
