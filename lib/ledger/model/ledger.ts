import type { PostingItem, PostingOutcome } from "../items.ts";
import type { Figures } from "./figures.ts";
import type { Setting } from "./setting.ts";

/** Whatever keeps a ledger and can be laid beside the model. */
export interface Ledger {
  open(workspaceId: string, zone: string, now: Date): Promise<void>;
  /** Items that are posted without waiting are decided in the order in which they were posted. */
  post(item: PostingItem): Promise<PostingOutcome>;
  change(setting: Setting): Promise<void>;
  figures(workspaceId: string): Promise<Figures>;
  /** What the books themselves bear out to be wrong. */
  problems(workspaceId: string): Promise<string[]>;
}
