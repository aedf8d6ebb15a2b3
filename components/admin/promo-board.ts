import type { PromoGranted, PromoPlan, PromoRefusal } from "#lib/core/promo.ts";

/** A server action's refusal: `error` says what was wrong, `message` is for what nobody expected. */
type Refused = { ok: false; code: string; message: string; requestId: string; error?: PromoRefusal };

export type PlanPromoAction = (form: FormData) => Promise<{ ok: true; value: PromoPlan } | Refused>;
export type GrantPromoAction = (form: FormData) => Promise<{ ok: true; value: PromoGranted } | Refused>;

export type PromoStep = { kind: "plan" | "grant"; form: FormData };

/** Where a grant stands: nothing yet, previewed, or made. */
export type PromoBoard = { plan: PromoPlan | null; granted: PromoGranted | null; refused: Refused | null };

export const EMPTY_PROMO: PromoBoard = { plan: null, granted: null, refused: null };

export async function advancePromo(
  board: PromoBoard,
  { kind, form }: PromoStep,
  actions: { plan: PlanPromoAction; grant: GrantPromoAction },
): Promise<PromoBoard> {
  if (kind === "plan") {
    const answer = await actions.plan(form);
    return answer.ok ? { ...EMPTY_PROMO, plan: answer.value } : { ...EMPTY_PROMO, refused: answer };
  }
  const answer = await actions.grant(form);
  if (answer.ok) return { plan: board.plan, granted: answer.value, refused: null };
  return { plan: board.plan, granted: null, refused: answer };
}
