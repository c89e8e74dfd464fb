/** A contact in words: what it rests on, how good that is, and what was assumed. */
import type { Contact, Evidence, PlanStatus, Quality } from "../wire/types";
import { durationText } from "./numbers";

/** Whether a contact tells what happened rather than what is intended. */
export function isSeen(contact: Pick<Contact, "plan" | "evidence">): boolean {
  return (
    contact.plan === "none" || contact.evidence === "observed" || contact.evidence === "simulated"
  );
}

const EVIDENCE: Record<Evidence, string> = {
  observed: "observed",
  scheduled: "scheduled",
  predicted: "predicted",
  simulated: "simulated, not real",
};

const PLAN: Record<PlanStatus, string> = {
  available: "available",
  tentative: "tentative",
  committed: "committed",
  unavailable: "unavailable",
  requested: "requested",
  rejected: "rejected",
  cancelled: "cancelled",
  none: "not planned",
};

/** "predicted, tentative" · "observed, not planned" */
export function evidenceWords(contact: Pick<Contact, "evidence" | "plan">): string {
  return `${EVIDENCE[contact.evidence]}, ${PLAN[contact.plan]}`;
}

const TRUST: Record<Quality, string> = {
  good: "good",
  fair: "fair",
  poor: "poor: times may be off by minutes",
  indicative: "indicative only: times may be off by far",
};

/** "elements or table 12 days old, fair"; null when nothing was said about it. */
export function qualityWords(quality: Quality | null, age_s: number | null): string | null {
  const age = age_s === null ? null : `elements or table ${durationText(age_s)} old`;
  const trust = quality === null ? null : `quality ${TRUST[quality]}`;
  return [age, trust].filter((part) => part !== null).join(", ") || null;
}

/** "X down, S up" as the plan names them; null when it names none. */
export function linksWords(links: Contact["links"]): string | null {
  if (links.length === 0) return null;
  return links.map(({ band, direction }) => `${band} ${direction}`).join(", ");
}
