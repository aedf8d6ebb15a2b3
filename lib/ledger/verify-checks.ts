// One statement a law. Each takes the workspace ($1, null for all) and returns workspace_id, subject, stored, recomputed
// for every row that breaks it; text, so that what differs can be printed as it is.

const SCOPE = (column: string) => `($1::text IS NULL OR ${column} = $1::text)`;

/** What each account got and gave, by grant. */
const FLOWS = `
  SELECT workspace_id, credit_type, grant_id,
         coalesce(sum(amount) FILTER (WHERE to_account = 'grant:' || grant_id), 0)
           - coalesce(sum(amount) FILTER (WHERE from_account = 'grant:' || grant_id), 0) AS remaining,
         coalesce(sum(amount) FILTER (WHERE to_account LIKE 'hold:%'), 0)
           - coalesce(sum(amount) FILTER (WHERE from_account LIKE 'hold:%'), 0) AS held,
         coalesce(sum(amount) FILTER (WHERE from_account LIKE 'issued:%'), 0) AS issued,
         count(*) FILTER (WHERE from_account LIKE 'issued:%') AS issues, max(posted_at) AS moved_at
    FROM transfer WHERE ${SCOPE("workspace_id")}
   GROUP BY workspace_id, credit_type, grant_id`;

const ROLLUP_SUMS = `sum(credits) AS credits, count(*) AS events, sum(quantity::numeric) AS quantity, sum(unchanged::numeric) AS unchanged,
  coalesce(sum(credits) FILTER (WHERE outcome = 'discarded'), 0) AS discarded_credits,
  count(*) FILTER (WHERE outcome = 'discarded') AS discarded_events,
  min(occurred_at) AS first_at, max(occurred_at) AS last_at, min(recorded_at) AS recorded_at`;

const SUMS_OF = (alias: string) =>
  ["credits", "events", "quantity", "unchanged", "discarded_credits", "discarded_events"]
    .map((name) => `${alias}.${name}::numeric`)
    .join(", ");

/** A rollup against the same sums over the events. As numeric: a month's quantities may be more than a bigint holds. */
function rollup(table: string, key: string[], events: string, alsoOf = (_alias: string) => ""): string {
  const [stored, recomputed] = [SUMS_OF("r") + alsoOf("r"), SUMS_OF("e") + alsoOf("e")];
  const same = key.map((name) => `r.${name} = e.${name}`).join(" AND ");
  const columns = key.map((name) => `coalesce(r.${name}, e.${name})`);
  return `
    SELECT ${columns[0]} AS workspace_id, concat_ws(' ', ${columns.slice(1).join(", ")}) AS subject,
           ROW (${stored})::text AS stored, ROW (${recomputed})::text AS recomputed
      FROM (SELECT * FROM ${table} WHERE ${SCOPE("workspace_id")}) r
      FULL JOIN (SELECT ${key.join(", ")}, ${ROLLUP_SUMS} FROM (${events}) x GROUP BY ${key.join(", ")}) e
        ON ${same}
     WHERE ROW (${stored}) IS DISTINCT FROM ROW (${recomputed})`;
}

export const checks = {
  "a grant's remaining and held are what came in minus what went out, and it moved when its last transfer did": `
    SELECT coalesce(g.workspace_id, f.workspace_id) AS workspace_id, 'grant:' || coalesce(g.id, f.grant_id) AS subject,
           ROW (g.remaining, g.held, g.amount, 1, g.moved_at, g.credit_type)::text AS stored,
           ROW (f.remaining, f.held, f.issued, f.issues, f.moved_at, f.credit_type)::text AS recomputed
      FROM (SELECT * FROM "grant" WHERE ${SCOPE("workspace_id")}) g
      FULL JOIN (${FLOWS}) f ON f.workspace_id = g.workspace_id AND f.grant_id = g.id AND f.credit_type = g.credit_type
     WHERE ROW (g.remaining, g.held, g.amount, 1, g.moved_at) IS DISTINCT FROM ROW (f.remaining, f.held, f.issued, f.issues, f.moved_at)`,

  "a wallet is the sum of its grants": `
    SELECT coalesce(w.workspace_id, f.workspace_id) AS workspace_id, coalesce(w.credit_type, f.credit_type) AS subject,
           ROW (w.remaining, w.held)::text AS stored, ROW (f.remaining, f.held)::text AS recomputed
      FROM (SELECT * FROM wallet WHERE ${SCOPE("workspace_id")}) w
      FULL JOIN (SELECT workspace_id, credit_type, sum(remaining) AS remaining, sum(held) AS held
                   FROM (${FLOWS}) x GROUP BY workspace_id, credit_type) f
        ON f.workspace_id = w.workspace_id AND f.credit_type = w.credit_type
     WHERE ROW (w.remaining, w.held) IS DISTINCT FROM ROW (f.remaining, f.held)`,

  "every credit type's accounts sum to zero": `
    SELECT workspace_id, credit_type AS subject, sum(there)::text AS stored, sum(expected)::text AS recomputed
      FROM (SELECT workspace_id, credit_type, remaining + held AS there, 0 AS expected FROM wallet WHERE ${SCOPE("workspace_id")}
            UNION ALL
            SELECT workspace_id, credit_type, 0, CASE WHEN from_account LIKE 'issued:%' THEN amount ELSE 0 END
                   - CASE WHEN to_account IN ('spent', 'expired', 'revoked') THEN amount ELSE 0 END
              FROM transfer WHERE ${SCOPE("workspace_id")}) x
     GROUP BY workspace_id, credit_type HAVING sum(there) <> sum(expected)`,

  "every transfer runs between accounts that its kind allows": `
    SELECT t.workspace_id, 'transfer ' || t.seq AS subject, t.kind AS stored, t.from_account || ' to ' || t.to_account AS recomputed
      FROM transfer t LEFT JOIN "grant" g ON g.workspace_id = t.workspace_id AND g.id = t.grant_id
     WHERE ${SCOPE("t.workspace_id")} AND CASE t.kind
             WHEN 'grant' THEN t.from_account = 'issued:' || g.source AND t.to_account = 'grant:' || t.grant_id
             WHEN 'debit' THEN t.from_account = 'grant:' || t.grant_id AND t.to_account = 'spent'
             WHEN 'hold' THEN t.from_account = 'grant:' || t.grant_id AND t.to_account = 'hold:' || t.hold_id
             WHEN 'capture' THEN t.from_account = 'hold:' || t.hold_id AND t.to_account = 'spent'
             WHEN 'release' THEN t.from_account = 'hold:' || t.hold_id AND t.to_account = 'grant:' || t.grant_id
             WHEN 'expire' THEN t.from_account = 'grant:' || t.grant_id AND t.to_account = 'expired'
             WHEN 'void' THEN t.from_account = 'grant:' || t.grant_id AND t.to_account = 'revoked'
             ELSE false END IS NOT TRUE`,

  "credits begin, end and are taken back when their grant says": `
    SELECT g.workspace_id, 'grant:' || g.id AS subject, ROW (g.effective_at, g.expires_at, g.voided_at)::text AS stored,
           ROW (min(t.posted_at) FILTER (WHERE t.kind IN ('debit', 'hold')), min(t.posted_at) FILTER (WHERE t.kind = 'expire'),
                min(t.posted_at) FILTER (WHERE t.kind = 'void'))::text AS recomputed
      FROM "grant" g LEFT JOIN transfer t
        ON t.workspace_id = g.workspace_id AND t.grant_id = g.id AND t.kind IN ('debit', 'hold', 'expire', 'void')
     WHERE ${SCOPE("g.workspace_id")}
     GROUP BY g.workspace_id, g.id
    HAVING min(t.posted_at) FILTER (WHERE t.kind IN ('debit', 'hold')) < g.effective_at
        OR max(t.posted_at) FILTER (WHERE t.kind IN ('debit', 'hold')) >= g.expires_at
        OR min(t.posted_at) FILTER (WHERE t.kind = 'expire') < coalesce(g.expires_at, 'infinity')
        OR (g.voided_at IS NULL AND count(*) FILTER (WHERE t.kind = 'void') > 0)`,

  "a workspace's transfers are numbered without a gap, never go back in time, and carry their balance": `
    SELECT workspace_id, 'transfer ' || seq AS subject,
           ROW (seq, balance_after)::text AS stored, ROW (number, running)::text AS recomputed
      FROM (SELECT workspace_id, seq, posted_at, balance_after,
                   row_number() OVER workspace AS number,
                   lag(posted_at) OVER workspace AS earlier,
                   sum(CASE WHEN to_account LIKE 'grant:%' THEN amount ELSE 0 END
                     - CASE WHEN from_account LIKE 'grant:%' THEN amount ELSE 0 END)
                     OVER (PARTITION BY workspace_id, credit_type ORDER BY seq) AS running
              FROM transfer WHERE ${SCOPE("workspace_id")}
            WINDOW workspace AS (PARTITION BY workspace_id ORDER BY seq)) x
     WHERE seq <> number OR balance_after <> running OR posted_at < earlier`,

  "the ledger's head is its last transfer": `
    SELECT coalesce(h.workspace_id, t.workspace_id) AS workspace_id, 'head' AS subject,
           ROW (h.seq, h.posted_at)::text AS stored, ROW (t.seq, t.posted_at)::text AS recomputed
      FROM (SELECT * FROM ledger_head WHERE ${SCOPE("workspace_id")}) h
      FULL JOIN (SELECT workspace_id, max(seq) AS seq, max(posted_at) AS posted_at
                   FROM transfer WHERE ${SCOPE("workspace_id")} GROUP BY workspace_id) t ON t.workspace_id = h.workspace_id
     WHERE h.seq IS DISTINCT FROM coalesce(t.seq, 0) OR h.posted_at <> t.posted_at`,

  "a usage event cost what its debits moved": `
    SELECT coalesce(e.workspace_id, t.workspace_id) AS workspace_id, 'event ' || coalesce(e.id, t.event_id) AS subject,
           e.credits::text AS stored, t.moved::text AS recomputed
      FROM (SELECT * FROM usage_event WHERE ${SCOPE("workspace_id")}) e
      FULL JOIN (SELECT workspace_id, event_id, debit_id, credit_type, sum(amount) AS moved FROM transfer
                  WHERE ${SCOPE("workspace_id")} AND to_account = 'spent' GROUP BY 1, 2, 3, 4) t
        ON t.workspace_id = e.workspace_id AND t.event_id = e.id AND t.debit_id = e.debit_id AND t.credit_type = e.credit_type
     WHERE e.id IS NULL OR e.credits <> coalesce(t.moved, 0)`,

  "daily use is the sum of its events": rollup(
    "usage_daily",
    ["workspace_id", "day", "credit_type", "agent", "job", "feature", "source"],
    `SELECT * FROM usage_event WHERE ${SCOPE("workspace_id")}`,
  ),

  "a run's use is the sum of its events": rollup(
    "usage_run",
    ["workspace_id", "month", "agent", "job", "run", "credit_type", "feature", "source"],
    `SELECT *, date_trunc('month', day)::date AS month FROM usage_event WHERE ${SCOPE("workspace_id")} AND run <> ''`,
    (alias) => `, ${alias}.first_at, ${alias}.last_at, ${alias}.recorded_at`,
  ),

  "what used credits has a name": `
    SELECT u.workspace_id, u.kind || ' ' || u.id AS subject, 'none' AS stored, u.id AS recomputed
      FROM (SELECT workspace_id, 'agent' AS kind, agent AS id FROM usage_daily WHERE ${SCOPE("workspace_id")}
            UNION SELECT workspace_id, 'job', job FROM usage_daily WHERE ${SCOPE("workspace_id")}) u
     WHERE u.id <> ''
       AND NOT EXISTS (SELECT 1 FROM agent a WHERE u.kind = 'agent' AND a.workspace_id = u.workspace_id AND a.id = u.id)
       AND NOT EXISTS (SELECT 1 FROM job j WHERE u.kind = 'job' AND j.workspace_id = u.workspace_id AND j.id = u.id)`,

  "what happened is what was answered, once": `
    SELECT coalesce(k.workspace_id, d.workspace_id) AS workspace_id, coalesce(k.kind, d.kind) || ' ' || coalesce(k.id, d.id) AS subject,
           ROW (k.times, k.credits)::text AS stored, ROW (1, d.credits)::text AS recomputed
      FROM (SELECT workspace_id, CASE kind WHEN 'capture' THEN 'debit' ELSE kind END AS kind, id, count(*) AS times,
                   sum(1000000 * CASE kind
                     WHEN 'grant' THEN (answer ->> 'amount')::numeric
                     WHEN 'void' THEN (answer ->> 'revoked')::numeric
                     WHEN 'hold' THEN (SELECT sum(held.value::numeric) FROM jsonb_each_text(answer -> 'held') AS held)
                     ELSE (SELECT sum(coalesce(line ->> 'credits', line ->> 2)::numeric) FROM jsonb_array_elements(lines) AS line) END) AS credits
              FROM (SELECT workspace_id, coalesce(text -> 'value', text) AS answer, coalesce(text #>> '{value,kind}', text ->> 0) AS kind,
                           coalesce(text #>> '{value,id}', text ->> 1) AS id, coalesce(text #> '{value,lines}', text -> 4) AS lines
                      FROM (SELECT workspace_id, answer::jsonb AS text FROM idempotency_key WHERE ${SCOPE("workspace_id")}) t) a
             WHERE kind IN ('debit', 'capture', 'hold', 'grant', 'void') AND lines IS DISTINCT FROM '[]' GROUP BY 1, 2, 3) k
      FULL JOIN (SELECT workspace_id, 'debit' AS kind, debit_id::text AS id, sum(credits) AS credits
                   FROM usage_event WHERE ${SCOPE("workspace_id")} GROUP BY 1, 3
                 UNION ALL
                 SELECT h.workspace_id, 'hold', h.id::text, coalesce((SELECT sum((part ->> 'held')::numeric) FROM jsonb_array_elements(h.parts) AS part), 0)
                   FROM hold h WHERE ${SCOPE("h.workspace_id")}
                 UNION ALL
                 SELECT workspace_id, kind, grant_id::text, sum(amount) FROM transfer
                  WHERE ${SCOPE("workspace_id")} AND kind = 'grant' GROUP BY 1, 2, 3
                 UNION ALL
                 SELECT g.workspace_id, 'void', g.id::text, coalesce(sum(t.amount), 0) FROM "grant" g
                   LEFT JOIN transfer t ON t.workspace_id = g.workspace_id AND t.grant_id = g.id AND t.kind = 'void' AND t.hold_id IS NULL
                  WHERE ${SCOPE("g.workspace_id")} AND g.voided_at IS NOT NULL GROUP BY 1, 2, 3) d
        ON d.workspace_id = k.workspace_id AND d.kind = k.kind AND d.id = k.id
     WHERE k.times IS DISTINCT FROM 1 OR k.credits IS DISTINCT FROM d.credits`,

  "what a hold keeps is what its transfers left with it": `
    SELECT coalesce(h.workspace_id, t.workspace_id) AS workspace_id, 'hold ' || coalesce(h.hold_id, t.hold_id) || ' ' || coalesce(h.grant_id, t.grant_id) AS subject,
           ROW (h.held, h.kept)::text AS stored, ROW (t.held, t.kept)::text AS recomputed
      FROM (SELECT workspace_id, id AS hold_id, (part ->> 'grant')::uuid AS grant_id, sum((part ->> 'held')::numeric) AS held,
                   sum((part ->> 'left')::numeric) AS kept, bool_or(ended_at IS NOT NULL) AS ended
              FROM hold, jsonb_array_elements(parts) AS part WHERE ${SCOPE("workspace_id")} GROUP BY 1, 2, 3) h
      FULL JOIN (SELECT workspace_id, hold_id, grant_id, sum(amount) FILTER (WHERE kind = 'hold') AS held,
                        sum(CASE kind WHEN 'hold' THEN amount ELSE -amount END) AS kept
                   FROM transfer WHERE ${SCOPE("workspace_id")} AND kind IN ('hold', 'capture', 'release') GROUP BY 1, 2, 3) t
        ON t.workspace_id = h.workspace_id AND t.hold_id = h.hold_id AND t.grant_id = h.grant_id
     WHERE ROW (h.held, h.kept) IS DISTINCT FROM ROW (t.held, t.kept) OR (h.ended AND h.kept <> 0)`,

  "a hold's lines and lots keep the same": `
    SELECT h.workspace_id, 'hold ' || h.id || ' ' || x.credit_type AS subject, sum(x.of_line)::text AS stored, sum(x.of_part)::text AS recomputed
      FROM hold h, LATERAL (
        SELECT line ->> 'creditType' AS credit_type, (line ->> 'left')::numeric AS of_line, 0 AS of_part FROM jsonb_array_elements(h.lines) AS line
        UNION ALL SELECT part ->> 'creditType', 0, (part ->> 'left')::numeric FROM jsonb_array_elements(h.parts) AS part) x
     WHERE ${SCOPE("h.workspace_id")} GROUP BY h.workspace_id, h.id, x.credit_type HAVING sum(x.of_line) <> sum(x.of_part)`,

  "a budget counts its events and open holds": `
    SELECT u.workspace_id, 'budget ' || u.budget_id || ' ' || to_char(u.month, 'YYYY-MM') AS subject,
           ROW (u.spent, u.held)::text AS stored, ROW (e.spent, h.held)::text AS recomputed
      FROM budget_use u JOIN budget b ON b.workspace_id = u.workspace_id AND b.id = u.budget_id AND b.ended_at IS NULL,
           LATERAL (SELECT coalesce(sum(credits), 0) AS spent FROM usage_event e
                     WHERE e.workspace_id = u.workspace_id AND e.credit_type = b.credit_type
                       AND e.day >= u.month AND e.day < u.month + interval '1 month'
                       AND CASE b.scope WHEN 'workspace' THEN true WHEN 'agent' THEN e.agent = b.subject WHEN 'job' THEN e.job = b.subject
                                        WHEN 'member' THEN e.actor = b.subject ELSE e.api_key::text = b.subject END) e,
           LATERAL (SELECT coalesce(sum((part ->> 'left')::numeric), 0) AS held FROM hold o, jsonb_array_elements(o.parts) AS part
                     WHERE o.workspace_id = u.workspace_id AND o.ended_at IS NULL AND o.month = u.month AND part ->> 'creditType' = b.credit_type
                       AND CASE b.scope WHEN 'workspace' THEN true WHEN 'agent' THEN o.agent = b.subject WHEN 'job' THEN o.job = b.subject
                                        WHEN 'member' THEN o.actor = b.subject ELSE o.api_key::text = b.subject END) h
     WHERE ${SCOPE("u.workspace_id")} AND ROW (u.spent, u.held) IS DISTINCT FROM ROW (e.spent, h.held)`,

  "a paid purchase granted what was bought, once": `
    SELECT coalesce(p.workspace_id, g.workspace_id) AS workspace_id, 'purchase ' || coalesce(p.id, g.purchase_id) AS subject,
           ROW (p.status, p.grant_id, p.credits, p.credit_type, p.price_minor, p.currency)::text AS stored,
           ROW (g.id, g.amount, g.credit_type, g.paid_minor, g.paid_currency)::text AS recomputed
      FROM (SELECT * FROM purchase WHERE ${SCOPE("workspace_id")}) p
      FULL JOIN (SELECT * FROM "grant" WHERE ${SCOPE("workspace_id")} AND purchase_id IS NOT NULL) g
        ON g.workspace_id = p.workspace_id AND g.purchase_id = p.id
     WHERE CASE WHEN p.id IS NULL THEN true
                WHEN p.status IN ('pending', 'failed', 'expired') THEN g.id IS NOT NULL
                ELSE ROW (p.grant_id, p.credits, p.credit_type, p.price_minor, p.currency)
                     IS DISTINCT FROM ROW (g.id, g.amount, g.credit_type, g.paid_minor, g.paid_currency) END`,
} satisfies Record<string, string>;
