import type { PricedLine } from "#lib/core/rates.ts";
import type { PostingItem } from "../items.ts";
import { decimal, quantityOf } from "./amounts.ts";
import type { Step } from "./operations.ts";
import type { Setting } from "./setting.ts";

/** A sequence for people: one step a line, those that are posted at once joined by a bar. */
export function readable(steps: readonly Step[]): string {
  const lines = steps.map((step, index) => {
    const joined = [steps[index - 1], steps[index + 1]].some((other) => other?.group === step.group);
    const text = "item" in step ? itemText(step.item) : settingText(step.setting);
    const { now, workspaceId } = "item" in step ? step.item : step.setting;
    return `${joined ? "|" : " "} ${now.toISOString()} ${workspaceId} ${text}`;
  });
  return lines.join("\n");
}

function itemText(item: PostingItem): string {
  if (item.kind === "expire") return "expire";
  return `${item.kind} ${detailsOf(item)} (key ${item.key}, body ${item.bodyHash.slice(0, 4)})`;
}

function detailsOf(item: Exclude<PostingItem, { kind: "expire" }>): string {
  if (item.kind === "grant") {
    const { id, creditType, amount, priority, effectiveAt, expiresAt, paid } = item.grant;
    const times = `from ${effectiveAt.toISOString()} to ${expiresAt?.toISOString() ?? "ever"}`;
    return `${short(id)} ${decimal(amount)} ${creditType} priority ${priority} ${paid ? "paid" : "free"} ${times}`;
  }
  if (item.kind === "debit" || item.kind === "hold") {
    const who = `agent ${item.agent} job ${item.job} actor ${item.actor} key ${item.apiKey && short(item.apiKey)}`;
    const when =
      item.kind === "debit"
        ? `occurred ${item.occurredAt.toISOString()}`
        : `until ${item.expiresAt.toISOString()}`;
    const id = item.kind === "debit" ? item.debitId : item.holdId;
    return `${short(id)} ${item.request.mode} ${linesText(item.request.lines)} ${when} by ${who}`;
  }
  if (item.kind === "capture") {
    const flags = [item.partial ? "partial" : "", item.allowOver ? "allowOver" : ""].join(" ").trim();
    return `${short(item.holdId)} ${item.lines ? linesText(item.lines) : "all"} ${flags}`;
  }
  if (item.kind === "extend") return `${short(item.holdId)} until ${item.expiresAt.toISOString()}`;
  return short(item.kind === "void" ? item.grantId : item.holdId);
}

function linesText(lines: readonly PricedLine[]): string {
  const texts = lines.map(({ line, rate, credits }) => {
    const unchanged = line.unchanged > 0n ? ` (${decimal(line.unchanged)} unchanged)` : "";
    return `${decimal(quantityOf(line))} ${line.feature}${unchanged} for ${decimal(credits)} ${rate.creditType}`;
  });
  return `[${texts.join(", ")}]`;
}

function settingText(setting: Setting): string {
  if (setting.kind === "zone") return `moves to ${setting.zone}`;
  if (setting.kind === "pause") return setting.paused ? "paused" : "not paused";
  if (setting.kind === "feature") {
    const { level, feature, state, endsAt } = setting;
    return `feature ${feature} of the ${level}: ${state ?? "not set"} until ${endsAt?.toISOString() ?? "ever"}`;
  }
  const { id, scope, subject, creditType, onReach, limit } = setting;
  return `budget ${short(id)} ${scope} ${subject} ${creditType} ${onReach}: ${limit === null ? "ended" : decimal(limit)}`;
}

function short(id: string): string {
  return id.slice(0, 6);
}
