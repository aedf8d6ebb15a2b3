/** How often each row of a table is measured. */
export const ROUNDS = 4;

/** One row of a table: what names it, and how it is measured. */
export type Measurement<Name, Figures> = { name: Name; measure: () => Promise<Figures> };

/**
 * Measures all rows, and all again, so that a minute in which the machine does something else meets every row and not one; up and
 * down in turns, so that no row always comes right behind the same other.
 * @returns each row with the figures of its best round, since noise only ever slows, and the calls a second of its middle one
 */
export async function inRounds<Name, Figures extends { perSecond: number }>(
  rows: readonly Measurement<Name, Figures>[],
): Promise<(Name & Figures & { middlePerSecond: number })[]> {
  const measured = rows.map(({ name, measure }) => ({ name, measure, figures: [] as Figures[] }));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { measure, figures } of round % 2 === 0 ? measured : measured.toReversed()) {
      figures.push(await measure());
    }
  }
  return measured.map(({ name, figures }) => {
    const sorted = figures.toSorted((a, b) => a.perSecond - b.perSecond);
    const [middle, best] = [sorted[Math.floor((ROUNDS - 1) / 2)], sorted.at(-1)];
    if (!middle || !best) throw new RangeError("Every row is measured in every round");
    return { ...name, ...best, middlePerSecond: middle.perSecond };
  });
}
