import { useTranslations } from "next-intl";
import { BASICS } from "./basics.tsx";
import { type Call, CHAPTERS } from "./reference.ts";

type Entry = { id: string; label: string };

/** The way to every place of the page. */
export function Contents({ calls }: { calls: readonly Call[] }) {
  const t = useTranslations("docs");
  const chapters = CHAPTERS.map((chapter) => ({
    id: chapter,
    label: t(`chapters.${chapter}`),
    entries: calls
      .filter((call) => call.chapter === chapter)
      .map(({ id, summary }) => ({ id, label: summary })),
  }));
  return (
    <nav aria-label={t("contents")} className="flex flex-col gap-4 text-sm">
      <Group
        id="basics"
        label={t("basics.title")}
        entries={BASICS.map((topic) => ({ id: `basics-${topic}`, label: t(`basics.${topic}.title`) }))}
      />
      {chapters.map((chapter) => (
        <Group key={chapter.id} {...chapter} />
      ))}
      <Group id="problems" label={t("problems.title")} entries={[]} />
    </nav>
  );
}

function Group({ id, label, entries }: Entry & { entries: readonly Entry[] }) {
  return (
    <div>
      <a
        href={`#${id}`}
        className="flex min-h-6 items-center font-medium hover:underline pointer-coarse:min-h-11"
      >
        {label}
      </a>
      <ul>
        {entries.map((entry) => (
          <li key={entry.id}>
            <a
              href={`#${entry.id}`}
              className="flex min-h-6 items-center py-0.5 text-muted hover:text-text hover:underline pointer-coarse:min-h-11"
            >
              {entry.label}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
