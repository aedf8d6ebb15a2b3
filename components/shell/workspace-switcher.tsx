import { clsx } from "clsx";
import { Check, ChevronsUpDown, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Popover } from "#components/ui/popover.tsx";

export interface WorkspaceSwitcherProps {
  current: { id: string; name: string };
  /** The viewer's own workspaces. */
  workspaces: readonly { id: string; name: string }[];
  isPlatformAdmin: boolean;
}

const item =
  "flex min-h-9 items-center gap-2 rounded-md px-3 py-1 hover:bg-hairline/50 pointer-coarse:min-h-11";

export function WorkspaceSwitcher({ current, workspaces, isPlatformAdmin }: WorkspaceSwitcherProps) {
  const t = useTranslations("shell");
  return (
    <Popover
      label={t("workspaces")}
      triggerClass="flex h-9 min-w-0 items-center gap-2 rounded-md px-2 hover:bg-hairline/50 pointer-coarse:h-11"
      className="w-72 p-2"
      trigger={
        <>
          <span className="sr-only">{t("workspace")}</span>
          <span className="truncate font-medium">{current.name}</span>
          <ChevronsUpDown aria-hidden="true" size={16} className="shrink-0 text-muted" />
        </>
      }
    >
      <ul>
        {workspaces.map((workspace) => (
          <li key={workspace.id}>
            <Link
              href={`/w/${workspace.id}`}
              aria-current={workspace.id === current.id ? "true" : undefined}
              className={item}
            >
              <Check
                aria-hidden="true"
                size={16}
                className={clsx("shrink-0", workspace.id !== current.id && "invisible")}
              />
              <span className="min-w-0 break-words">{workspace.name}</span>
            </Link>
          </li>
        ))}
        {isPlatformAdmin ? (
          <li className={clsx(workspaces.length > 0 && "mt-2 border-t border-hairline pt-2")}>
            <Link href="/admin" className={item}>
              <ShieldCheck aria-hidden="true" size={16} className="shrink-0" />
              {t("admin")}
            </Link>
          </li>
        ) : null}
      </ul>
    </Popover>
  );
}
