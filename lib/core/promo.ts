// Law: an admin names days, the ledger keeps instants: credits start with the first instant of a day and can be used
// through the whole of the last one, in the workspace's zone.

import { MAX_CREDITS, parseMicro } from "./credits.ts";
import type { GrantTerms } from "./grants.ts";
import { addDays, type LocalDay, localDay, startOfDay } from "./months.ts";
import { err, ok, type Result } from "./result.ts";

export type PromoField = "creditType" | "amount" | "startsOn" | "validThrough" | "reason";

/** The form as typed. `startsOn` "" is at once, `validThrough` "" is for ever. */
export type PromoForm = Record<PromoField, string>;

type PromoFault =
  | "required"
  | "not_a_number"
  | "zero"
  | "too_large"
  | "outgrows"
  | "not_a_day"
  | "in_past"
  | "before_start"
  | "too_long"
  | "unknown_choice";

export type PromoProblem = { field: PromoField; fault: PromoFault };

export type PromoTerms = GrantTerms & { creditType: string; reason: string };

/** What a promotional grant would do. Credits are decimal strings, instants RFC 3339 in UTC. */
export type PromoPlan = {
  /** Names the grant: confirmed twice, it is made once. */
  key: string;
  form: PromoForm;
  workspaceId: string;
  workspaceName: string;
  timeZone: string;
  creditType: string;
  amount: string;
  /** What can be spent before and right after; the same when the grant starts later. */
  before: string;
  after: string;
  effectiveAt: string | null;
  expiresAt: string | null;
  validThrough: string | null;
};

/** The grant that was made. `before` and `after` are what could be spent right then. */
export type PromoGranted = {
  replayed: boolean;
  grantId: string;
  creditType: string;
  amount: string;
  before: string;
  after: string;
};

export type PromoRefusal =
  | { code: "invalid_fields"; problems: PromoProblem[] }
  | { code: "idempotency_mismatch" };

const MAX_REASON = 500; // characters

/**
 * Reads the form of a promotional grant for a workspace in `timeZone`.
 * @returns the terms of the grant (micro-credits, instants), or the first fault of every field that is wrong.
 */
export function toPromoTerms(
  form: PromoForm,
  creditTypes: readonly string[],
  timeZone: string,
  now: Date,
): Result<PromoTerms, PromoProblem[]> {
  // A NUL cannot be kept in the database, and is nothing that anybody types.
  const reason = form.reason.replaceAll("\0", "").trim();
  const faults: [PromoField, PromoFault | null][] = [
    ["creditType", creditTypes.includes(form.creditType) ? null : "unknown_choice"],
    ["amount", amountFault(form.amount.trim())],
    ["startsOn", startFault(form.startsOn, localDay(now, timeZone))],
    ["validThrough", endFault(form, localDay(now, timeZone))],
    ["reason", reason === "" ? "required" : reason.length > MAX_REASON ? "too_long" : null],
  ];
  const problems = faults.flatMap(([field, fault]) => (fault ? [{ field, fault }] : []));
  if (problems.length > 0) return err(problems);
  const startsLater = form.startsOn !== "" && form.startsOn !== localDay(now, timeZone);
  return ok({
    creditType: form.creditType,
    amount: parseMicro(form.amount.trim()) ?? 0n,
    effectiveAt: startsLater ? startOfDay(form.startsOn, timeZone) : null,
    expiresAt: form.validThrough === "" ? null : startOfDay(addDays(form.validThrough, 1), timeZone),
    priority: null,
    reason,
  });
}

function amountFault(text: string): PromoFault | null {
  if (text === "") return "required";
  const amount = parseMicro(text);
  if (amount === null) return /^\d{14,}(\.\d*)?$/.test(text) ? "too_large" : "not_a_number";
  if (amount > MAX_CREDITS) return "too_large";
  return amount === 0n ? "zero" : null;
}

function startFault(startsOn: string, today: LocalDay): PromoFault | null {
  if (startsOn === "") return null;
  if (!isDay(startsOn)) return "not_a_day";
  return startsOn < today ? "in_past" : null;
}

function endFault({ startsOn, validThrough }: PromoForm, today: LocalDay): PromoFault | null {
  if (validThrough === "") return null;
  if (!isDay(validThrough)) return "not_a_day";
  if (validThrough < today) return "in_past";
  return isDay(startsOn) && validThrough < startsOn ? "before_start" : null;
}

/** A calendar day of this century or the next, as a date input sends it. */
function isDay(text: string): boolean {
  if (!/^2[01]\d\d-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
