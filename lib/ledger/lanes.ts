// One queue before several lanes. A workspace's items go to the lane that has others of it to answer, so they keep their order
// and one lane alone works on what is remembered of it; the next lane begins where the ones before have enough to do.
import { UnavailableError } from "#lib/core/errors.ts";
import type { Entry, Lane, Unit } from "./lane.ts";

const STOPPING = "Headroom is stopping. Send it again in a moment.";
const TOO_MUCH = "The ledger has more to post than it can take. Send it again in a second.";

type AnyLane = Pick<Lane, "post" | "release">;
/** `size`: items taken and not answered yet. */
type Place = { readonly lane: AnyLane; size: number };
/** Where a workspace is while it has items that are not answered. */
type Stay = { readonly place: Place; items: number };

export type LanesOptions = {
  /** A lane that calls `answered` for each item and unit it was given. */
  makeLane: (answered: (posted: Entry | Unit) => void) => AnyLane;
  count: number;
  /** So many items in a lane are answered faster together than shared with the next. */
  enough: number;
  /** How many may wait at once. */
  mostWaiting: number;
};

export class Lanes {
  readonly #options: LanesOptions;
  readonly #places: readonly Place[];
  readonly #stays = new Map<string, Stay>();
  #size = 0;
  #isClosed = false;
  readonly #whenIdle: (() => void)[] = [];

  constructor(options: LanesOptions) {
    this.#options = options;
    const answered = (posted: Entry | Unit) => this.#leave(workspaceOf(posted));
    this.#places = Array.from({ length: options.count }, () => ({
      lane: options.makeLane(answered),
      size: 0,
    }));
  }

  /** Items and units taken and not answered yet. */
  get size(): number {
    return this.#size;
  }

  /** Refuses with UnavailableError what is too much, or comes after the end. */
  post(next: Entry | Unit): void {
    if (!this.#isClosed && this.#size < this.#options.mostWaiting) this.#enter(workspaceOf(next)).post(next);
    else next.reject(new UnavailableError(this.#isClosed ? STOPPING : TOO_MUCH));
  }

  /** Takes no more, and resolves when all that was taken is answered. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#size > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    for (const { lane } of this.#places) lane.release();
  }

  #enter(workspaceId: string): AnyLane {
    let stay = this.#stays.get(workspaceId);
    if (!stay) {
      stay = { place: this.#freePlace(), items: 0 };
      this.#stays.set(workspaceId, stay);
    }
    stay.items += 1;
    stay.place.size += 1;
    this.#size += 1;
    return stay.place.lane;
  }

  #leave(workspaceId: string): void {
    const stay = this.#stays.get(workspaceId);
    if (!stay) throw new RangeError("An item is answered once");
    stay.items -= 1;
    if (stay.items === 0) this.#stays.delete(workspaceId);
    stay.place.size -= 1;
    this.#size -= 1;
    if (this.#size === 0) for (const resolve of this.#whenIdle) resolve();
  }

  /** The first that has not enough to do, or else the one with the least. */
  #freePlace(): Place {
    const { enough } = this.#options;
    return (
      this.#places.find(({ size }) => size < enough) ??
      this.#places.reduce((least, place) => (place.size < least.size ? place : least))
    );
  }
}

/** A unit has its place in the queue of its first item's workspace. */
function workspaceOf(posted: Entry | Unit): string {
  return "item" in posted ? posted.item.workspaceId : (posted.items[0]?.workspaceId ?? "");
}
