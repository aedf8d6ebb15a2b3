const ROUNDS = 3;

/** One row of a table: what names it, and how it is measured. */
export type Measurement<Name, Figures> = { name: Name; measure: () => Promise<Figures> };

/**
 * Measures all rows, and all again, so that a minute in which the machine does something else meets every row and not one.
 * @returns each row with the figures of its best round, since noise only ever slows, and the calls a second of its middle one
 */
export async function inRounds<Name, Figures extends { perSecond: number }>(
  rows: readonly Measurement<Name, Figures>[],
): Promise<(Name & Figures & { middlePerSecond: number })[]> {
  const measured = rows.map(({ name }) => ({ name, rounds: [] as Figures[] }));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, { measure }] of rows.entries()) measured[index]?.rounds.push(await measure());
  }
  return measured.map(({ name, rounds }) => {
    const sorted = rounds.toSorted((a, b) => a.perSecond - b.perSecond);
    const [middle, best] = [sorted[Math.floor(ROUNDS / 2)], sorted.at(-1)];
    if (!middle || !best) throw new RangeError("Every row is measured in every round");
    return { ...name, ...best, middlePerSecond: middle.perSecond };
  });
}
