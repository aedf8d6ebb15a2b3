// Law: the workspace's setting beats its plan's, the plan's beats "on". A setting holds until its end; then "on" and "off"
// are gone as if they had never been set, and a trial is over, which is a reason of its own.

import type { Refusal } from "./gate.ts";

export type FeatureState = "on" | "off" | "trial";

/** Holds while `now < endsAt`; null: for good. */
export type FeatureSetting = { feature: string; state: FeatureState; endsAt: Date | null };

/**
 * Why `feature` may not be used at `now`; null when it may. A workspace's own trial that is over does not fall back to what
 * everybody has, since it was given instead of it: only a plan that says "on" lets the feature be used after it.
 */
export function featureRefusal(
  feature: string,
  planSettings: readonly FeatureSetting[],
  workspaceSettings: readonly FeatureSetting[],
  now: Date,
): Refusal | null {
  const plan = settingOf(planSettings, feature, now);
  switch (settingOf(workspaceSettings, feature, now)) {
    case "on":
    case "trial":
      return null;
    case "off":
      return "feature_off";
    case "trial_over":
      return plan === "on" ? null : "trial_ended";
    case "none":
      return planRefusal(plan);
  }
}

/** The first line whose feature may not be used at `now`, and why; null when all may. */
export function blockedFeature(
  lines: readonly { line: { feature: string } }[],
  planSettings: readonly FeatureSetting[],
  workspaceSettings: readonly FeatureSetting[],
  now: Date,
): { reason: Refusal; feature: string } | null {
  if (planSettings.length === 0 && workspaceSettings.length === 0) return null;
  for (const { line } of lines) {
    const reason = featureRefusal(line.feature, planSettings, workspaceSettings, now);
    if (reason !== null) return { reason, feature: line.feature };
  }
  return null;
}

type InForce = FeatureState | "trial_over" | "none";

function settingOf(settings: readonly FeatureSetting[], feature: string, now: Date): InForce {
  const setting = settings.find((candidate) => candidate.feature === feature);
  if (!setting) return "none";
  if (setting.endsAt === null || now < setting.endsAt) return setting.state;
  return setting.state === "trial" ? "trial_over" : "none";
}

function planRefusal(plan: InForce): Refusal | null {
  if (plan === "off") return "plan_restricted";
  return plan === "trial_over" ? "trial_ended" : null;
}
