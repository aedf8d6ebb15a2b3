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
         count(*) FILTER (WHERE from_account LIKE 'issued:%') AS issues
    FROM transfer WHERE ${SCOPE("workspace_id")}
   GROUP BY workspace_id, credit_type, grant_id`;

const ROLLUP_SUMS = `sum(credits) AS credits, count(*) AS events, sum(quantity::numeric) AS quantity, sum(unchanged::numeric) AS unchanged,
  coalesce(sum(credits) FILTER (WHERE outcome = 'discarded'), 0) AS discarded_credits,
  count(*) FILTER (WHERE outcome = 'discarded') AS discarded_events`;

const SUMS_OF = (alias: string) =>
  ["credits", "events", "quantity", "unchanged", "discarded_credits", "discarded_events"]
    .map((name) => `${alias}.${name}::bigint`)
    .join(", ");

/** A rollup against the same sums over the events. */
function rollup(table: string, key: string[], events: string): string {
  const same = key.map((name) => `r.${name} = e.${name}`).join(" AND ");
  const columns = key.map((name) => `coalesce(r.${name}, e.${name})`);
  return `
    SELECT ${columns[0]} AS workspace_id, concat_ws(' ', ${columns.slice(1).join(", ")}) AS subject,
           ROW (${SUMS_OF("r")})::text AS stored, ROW (${SUMS_OF("e")})::text AS recomputed
      FROM (SELECT * FROM ${table} WHERE ${SCOPE("workspace_id")}) r
      FULL JOIN (SELECT ${key.map((name) => `${name}`).join(", ")}, ${ROLLUP_SUMS} FROM (${events}) x GROUP BY ${key.join(", ")}) e
        ON ${same}
     WHERE ROW (${SUMS_OF("r")}) IS DISTINCT FROM ROW (${SUMS_OF("e")})`;
}

export const checks = {
  "a grant's remaining and held are what came in minus what went out": `
    SELECT coalesce(g.workspace_id, f.workspace_id) AS workspace_id, 'grant:' || coalesce(g.id, f.grant_id) AS subject,
           ROW (g.remaining, g.held, g.amount, 1, g.credit_type)::text AS stored,
           ROW (f.remaining, f.held, f.issued, f.issues, f.credit_type)::text AS recomputed
      FROM (SELECT * FROM "grant" WHERE ${SCOPE("workspace_id")}) g
      FULL JOIN (${FLOWS}) f ON f.workspace_id = g.workspace_id AND f.grant_id = g.id AND f.credit_type = g.credit_type
     WHERE ROW (g.remaining, g.held, g.amount, 1) IS DISTINCT FROM ROW (f.remaining, f.held, f.issued, f.issues)`,

  "a wallet is the sum of its grants": `
    SELECT coalesce(w.workspace_id, f.workspace_id) AS workspace_id, coalesce(w.credit_type, f.credit_type) AS subject,
           ROW (w.remaining, w.held)::text AS stored, ROW (f.remaining, f.held)::text AS recomputed
      FROM (SELECT * FROM wallet WHERE ${SCOPE("workspace_id")}) w
      FULL JOIN (SELECT workspace_id, credit_type, sum(remaining) AS remaining, sum(held) AS held
                   FROM (${FLOWS}) x GROUP BY workspace_id, credit_type) f
        ON f.workspace_id = w.workspace_id AND f.credit_type = w.credit_type
     WHERE ROW (w.remaining, w.held) IS DISTINCT FROM ROW (f.remaining, f.held)`,

  "every credit type's accounts sum to zero": `
    SELECT coalesce($1::text, '') AS workspace_id, credit_type AS subject, '0' AS stored, sum(change)::text AS recomputed
      FROM (SELECT credit_type, from_account AS account, -amount AS change FROM transfer WHERE ${SCOPE("workspace_id")}
            UNION ALL
            SELECT credit_type, to_account, amount FROM transfer WHERE ${SCOPE("workspace_id")}) x
     GROUP BY credit_type HAVING sum(change) <> 0`,

  "every transfer runs between accounts that its kind allows": `
    SELECT workspace_id, 'transfer ' || seq AS subject, kind AS stored, from_account || ' to ' || to_account AS recomputed
      FROM transfer
     WHERE ${SCOPE("workspace_id")} AND NOT CASE kind
             WHEN 'grant' THEN from_account LIKE 'issued:%' AND to_account = 'grant:' || grant_id
             WHEN 'debit' THEN from_account = 'grant:' || grant_id AND to_account = 'spent'
             WHEN 'expire' THEN from_account = 'grant:' || grant_id AND to_account = 'expired'
             WHEN 'void' THEN from_account = 'grant:' || grant_id AND to_account = 'revoked'
             ELSE true END`,

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
    SELECT h.workspace_id, 'head' AS subject, h.seq::text AS stored, coalesce(max(t.seq), 0)::text AS recomputed
      FROM ledger_head h LEFT JOIN transfer t ON t.workspace_id = h.workspace_id
     WHERE ${SCOPE("h.workspace_id")}
     GROUP BY h.workspace_id, h.seq HAVING h.seq <> coalesce(max(t.seq), 0)`,

  "a usage event cost what its debits moved": `
    SELECT coalesce(e.workspace_id, t.workspace_id) AS workspace_id, 'event ' || coalesce(e.id, t.event_id) AS subject,
           e.credits::text AS stored, t.moved::text AS recomputed
      FROM (SELECT * FROM usage_event WHERE ${SCOPE("workspace_id")}) e
      FULL JOIN (SELECT workspace_id, event_id, sum(amount) AS moved FROM transfer
                  WHERE ${SCOPE("workspace_id")} AND to_account = 'spent' GROUP BY workspace_id, event_id) t
        ON t.workspace_id = e.workspace_id AND t.event_id = e.id
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
  ),

  "a paid purchase granted what was bought, once": `
    SELECT p.workspace_id, 'purchase ' || p.id AS subject, ROW (p.grant_id, p.credits)::text AS stored,
           ROW (g.id, g.amount)::text AS recomputed
      FROM purchase p LEFT JOIN "grant" g ON g.workspace_id = p.workspace_id AND g.purchase_id = p.id
     WHERE ${SCOPE("p.workspace_id")} AND p.status IN ('pending', 'paid', 'failed', 'expired')
       AND CASE WHEN p.status = 'paid' THEN ROW (p.grant_id, p.credits) IS DISTINCT FROM ROW (g.id, g.amount) ELSE g.id IS NOT NULL END`,
} satisfies Record<string, string>;
