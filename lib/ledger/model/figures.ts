// What stands in the books of one workspace, as "name: value", so that two ledgers can be laid side by side.
import { heldOf } from "./amounts.ts";
import { heldOfGrant, type ModelWorkspace, total } from "./books.ts";
import { budgetUse } from "./limits.ts";

/** Only what is not zero: a row of zeros and no row are the same. */
export type Figures = Map<string, string>;

/** The books of the model. */
export function figuresOf(workspace: ModelWorkspace): Figures {
  const figures: Figures = new Map();
  const note = (name: string, ...values: (bigint | number | string)[]) => {
    if (values.some((value) => String(value) !== "0")) figures.set(name, values.join(" "));
  };
  for (const grant of workspace.grants)
    note(`grant ${grant.id} remaining held`, grant.remaining, heldOfGrant(workspace, grant));
  for (const type of new Set(workspace.grants.map((grant) => grant.creditType))) {
    const grants = workspace.grants.filter((grant) => grant.creditType === type);
    note(
      `wallet ${type} remaining held`,
      total(grants.map((grant) => grant.remaining)),
      heldOf(workspace, type),
    );
  }
  for (const hold of workspace.holds) note(`hold ${hold.id}`, hold.ended?.how ?? "open");
  for (const budget of workspace.budgets.filter(({ ended }) => !ended)) {
    for (const month of monthsOf(workspace)) {
      const { spent, held } = budgetUse(workspace, budget, month);
      figures.set(`${BUDGET}${budget.id} ${month} spent held`, `${spent} ${held}`);
    }
  }
  for (const [account, amount] of workspace.moved) note(`transfers ${account}`, amount);
  for (const { day, creditType } of workspace.events) {
    const same = workspace.events.filter((event) => event.day === day && event.creditType === creditType);
    note(`events ${day} ${creditType}`, same.length, total(same.map((event) => event.credits)));
  }
  return figures;
}

function monthsOf(workspace: ModelWorkspace): Set<string> {
  const days = workspace.events.map(({ day }) => day.slice(0, 7));
  return new Set([...days, ...workspace.holds.map(({ month }) => month)]);
}

const BUDGET = "budget ";

/** The first figure that differs, in words; null where the books agree. The use of a budget may not be stored yet. */
export function firstDifference(engine: Figures, model: Figures): string | null {
  for (const name of new Set([...model.keys(), ...engine.keys()])) {
    const isBudget = name.startsWith(BUDGET);
    if (isBudget && !engine.has(name)) continue;
    const [stored, expected] = [
      engine.get(name) ?? "nothing",
      model.get(name) ?? (isBudget ? "0 0" : "nothing"),
    ];
    if (stored !== expected) return `${name}: the engine has ${stored}, the model ${expected}`;
  }
  return null;
}
