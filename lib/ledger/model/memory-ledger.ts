import type { PostingItem } from "../items.ts";
import { figuresOf } from "./figures.ts";
import type { Ledger } from "./ledger.ts";
import { Model } from "./model.ts";
import type { Setting } from "./setting.ts";

/** What a wrong ledger takes for what was asked. */
export type Mishearing = {
  item?: (item: PostingItem) => PostingItem;
  setting?: (setting: Setting) => Setting;
  zone?: string;
};

/** A ledger that is the model itself, which may be told something else than what was asked. */
export function memoryLedger(mishearing: Mishearing = {}): Ledger {
  const model = new Model();
  return {
    open: async (id, zone) => model.open(id, mishearing.zone ?? zone),
    post: async (item) => model.post(mishearing.item?.(item) ?? item),
    change: async (setting) => model.change(mishearing.setting?.(setting) ?? setting),
    figures: async (id) => {
      const workspace = model.workspaces.get(id);
      return workspace ? figuresOf(workspace) : new Map();
    },
    problems: async () => [],
  };
}
