"use client";

import { Command } from "cmdk";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";

interface PaletteItem {
  id: string;
  label: string;
  run: () => void;
}

export interface PaletteGroup {
  heading: string;
  items: readonly PaletteItem[];
}

export interface CommandPaletteProps {
  groups: readonly PaletteGroup[];
  onClose: () => void;
}

/** Mounted only while it is open, so its code is fetched on the first Ctrl or Cmd-K. */
export default function CommandPalette({ groups, onClose }: CommandPaletteProps) {
  const t = useTranslations("ui.palette");
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    const closeOnBackdrop = (event: MouseEvent) => event.target === element && element?.close();
    element?.addEventListener("click", closeOnBackdrop);
    return () => element?.removeEventListener("click", closeOnBackdrop);
  }, []);

  return (
    <dialog
      ref={dialog}
      aria-label={t("label")}
      onClose={onClose}
      className="mx-auto mt-[12dvh] mb-auto w-[calc(100vw-32px)] max-w-lg rounded-lg border border-control bg-card p-0 text-text"
    >
      <Command label={t("label")} loop>
        <Command.Input
          placeholder={t("placeholder")}
          className="h-12 w-full border-b border-hairline bg-transparent px-4 text-lg placeholder:text-muted focus-visible:outline-none"
        />
        <Command.List className="max-h-[50dvh] overflow-y-auto p-2">
          <Command.Empty className="p-4 text-muted">{t("nothing")}</Command.Empty>
          {groups.map((group) => (
            <Command.Group
              key={group.heading}
              heading={group.heading}
              className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
            >
              {group.items.map((item) => (
                <Command.Item
                  key={item.id}
                  value={`${item.label} ${item.id}`}
                  onSelect={() => {
                    dialog.current?.close();
                    item.run();
                  }}
                  className="flex min-h-9 cursor-pointer items-center rounded-md px-3 data-[selected=true]:bg-hairline/60 pointer-coarse:min-h-11"
                >
                  {item.label}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </dialog>
  );
}
