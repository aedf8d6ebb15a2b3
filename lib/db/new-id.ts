import { v7 } from "uuid";

/** A UUIDv7: unique, and ids made one after another in one process sort in that order. Made at the edge, passed down. */
export function newId(): string {
  return v7();
}
