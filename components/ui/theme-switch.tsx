"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { useSyncExternalStore } from "react";

const choices = [
  { value: "system", Icon: Monitor },
  { value: "light", Icon: Sun },
  { value: "dark", Icon: Moon },
] as const;

const never = () => () => {};

/** The choice lives in this browser alone, so the server draws none as chosen. */
export function ThemeSwitch() {
  const t = useTranslations("ui");
  const { theme, setTheme } = useTheme();
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <fieldset className="flex gap-1 rounded-md border border-hairline p-1">
      <legend className="sr-only">{t("theme.label")}</legend>
      {choices.map(({ value, Icon }) => (
        <label
          key={value}
          className="relative flex h-7 flex-1 cursor-pointer items-center justify-center gap-1 rounded-sm px-2 text-sm text-muted has-checked:bg-hairline/70 has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-action pointer-coarse:h-11"
        >
          <input
            type="radio"
            name="theme"
            value={value}
            className="absolute inset-0 cursor-pointer opacity-0"
            checked={inBrowser && theme === value}
            onChange={() => setTheme(value)}
          />
          <Icon aria-hidden="true" size={16} />
          {t(`theme.${value}`)}
        </label>
      ))}
    </fieldset>
  );
}
