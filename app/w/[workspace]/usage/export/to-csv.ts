import type { UsageExport, UsageExportRow } from "#lib/queries/usage-export.ts";
import { CSV_BEGIN, csvLine } from "#lib/web/csv.ts";

const COLUMNS = {
  day: "day",
  zone: "time_zone",
  creditType: "credit_type",
  agent: "agent",
  agentName: "agent_name",
  job: "job",
  jobName: "job_name",
  feature: "feature",
  source: "source",
  credits: "credits",
  events: "events",
  quantity: "quantity",
  skipped: "skipped_unchanged",
  discardedEvents: "discarded_events",
  discardedCredits: "discarded_credits",
} satisfies Record<keyof UsageExportRow | "zone", string>;

/** A header and one line a row, written as they are read, so that a large month needs no large memory. */
export function toCsv(zone: string, batches: UsageExport["rows"]): ReadableStream<Uint8Array> {
  const source = lines(zone, batches);
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await source.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await source.return(undefined);
    },
  });
}

async function* lines(zone: string, batches: UsageExport["rows"]): AsyncGenerator<string> {
  yield CSV_BEGIN + csvLine(Object.values(COLUMNS));
  for await (const batch of batches) {
    yield batch.map((row) => csvLine(toCells({ ...row, zone }))).join("");
  }
}

function toCells(row: UsageExportRow & { zone: string }): string[] {
  const { day, zone, creditType, agent, agentName, job, jobName, feature, source } = row;
  const { credits, events, quantity, skipped, discardedEvents, discardedCredits } = row;
  return [
    ...[day, zone, creditType, agent, agentName, job, jobName, feature, source],
    ...[credits, events, quantity, skipped, discardedEvents, discardedCredits],
  ];
}
