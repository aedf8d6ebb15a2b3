-- Runs are listed by when they were first recorded. When they began may be said later, and moved them behind a page that showed
-- them already.
ALTER TABLE usage_run ADD COLUMN recorded_at timestamptz(3);
UPDATE usage_run r SET recorded_at = e.recorded_at
  FROM (SELECT workspace_id, date_trunc('month', day)::date AS month, agent, job, run, credit_type, feature, source,
               min(recorded_at) AS recorded_at
          FROM usage_event WHERE run <> '' GROUP BY 1, 2, 3, 4, 5, 6, 7, 8) AS e
 WHERE e.workspace_id = r.workspace_id AND e.month = r.month AND e.agent = r.agent AND e.job = r.job AND e.run = r.run
   AND e.credit_type = r.credit_type AND e.feature = r.feature AND e.source = r.source;
ALTER TABLE usage_run ALTER COLUMN recorded_at SET NOT NULL;

-- The same function, which keeps when a run was first recorded.
CREATE OR REPLACE FUNCTION post_rare(rare jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- Before the lots and holds change: this is how the day began.
  INSERT INTO balance_snapshot (workspace_id, day, seq, lots, holds)
  SELECT s.workspace_id, s.day, s.seq,
         coalesce((SELECT jsonb_agg(jsonb_build_object('id', g.id, 'remaining', g.remaining::text, 'held', g.held::text) ORDER BY g.id)
                     FROM "grant" g WHERE g.workspace_id = s.workspace_id AND g.is_open), '[]'),
         coalesce((SELECT jsonb_agg(jsonb_build_object('id', h.id, 'parts', h.parts) ORDER BY h.id)
                     FROM hold h WHERE h.workspace_id = s.workspace_id AND h.ended_at IS NULL), '[]')
    FROM jsonb_to_recordset(rare -> 'snapshots') AS s (workspace_id text, day date, seq bigint)
  ON CONFLICT (workspace_id, day) DO NOTHING;

  INSERT INTO "grant" (workspace_id, id, credit_type, source, amount, remaining, held, priority, effective_at, expires_at,
                       paid_minor, paid_currency, purchase_id, reason, created_by, created_at, moved_at)
  SELECT g.workspace_id, g.id, g.credit_type, g.source, g.amount, g.amount, 0, g.priority, g.effective_at, g.expires_at,
         g.paid_minor, g.paid_currency, g.purchase_id, g.reason, g.created_by, g.created_at, g.created_at
    FROM jsonb_to_recordset(rare -> 'grants') AS g (
      workspace_id text, id uuid, credit_type text, source text, amount bigint, priority integer, effective_at timestamptz,
      expires_at timestamptz, paid_minor bigint, paid_currency text, purchase_id uuid, reason text, created_by text, created_at timestamptz);

  UPDATE "grant" g SET voided_at = v.at
    FROM jsonb_to_recordset(rare -> 'voided') AS v (workspace_id text, id uuid, at timestamptz)
   WHERE g.workspace_id = v.workspace_id AND g.id = v.id AND g.voided_at IS NULL;

  INSERT INTO hold AS o (workspace_id, id, created_at, expires_at, ended_at, ended_how, month, agent, job, run, source, actor, api_key,
                         rate_version, metadata, lines, parts, extended)
  SELECT h.workspace_id, h.id, h.created_at, h.expires_at, h.ended_at, h.ended_how, h.month, h.agent, h.job, h.run, h.source, h.actor,
         h.api_key, h.rate_version, h.metadata::jsonb, h.lines, h.parts, h.extended
    FROM jsonb_to_recordset(rare -> 'holds') AS h (
      workspace_id text, id uuid, created_at timestamptz, expires_at timestamptz, ended_at timestamptz, ended_how text, month date,
      agent text, job text, run text, source text, actor text, api_key uuid, rate_version integer, metadata text, lines jsonb, parts jsonb,
      extended jsonb)
  ON CONFLICT (workspace_id, id) DO UPDATE SET expires_at = excluded.expires_at, ended_at = excluded.ended_at,
    ended_how = excluded.ended_how, lines = excluded.lines, parts = excluded.parts, extended = excluded.extended;

  INSERT INTO usage_run AS d (workspace_id, month, agent, job, run, credit_type, feature, source, credits, events, quantity, unchanged,
                              discarded_credits, discarded_events, first_at, last_at, recorded_at)
  SELECT r.* FROM jsonb_to_recordset(rare -> 'runs') AS r (
      workspace_id text, month date, agent text, job text, run text, credit_type text, feature text, source text, credits bigint,
      events bigint, quantity numeric, unchanged numeric, discarded_credits bigint, discarded_events bigint, first_at timestamptz,
      last_at timestamptz, recorded_at timestamptz)
  ON CONFLICT (workspace_id, month, agent, job, run, credit_type, feature, source) DO UPDATE SET
    credits = d.credits + excluded.credits, events = d.events + excluded.events,
    quantity = d.quantity + excluded.quantity, unchanged = d.unchanged + excluded.unchanged,
    discarded_credits = d.discarded_credits + excluded.discarded_credits,
    discarded_events = d.discarded_events + excluded.discarded_events,
    first_at = least(d.first_at, excluded.first_at), last_at = greatest(d.last_at, excluded.last_at);

  -- An agent or job comes into being when it is first named; its display name starts as its id.
  INSERT INTO agent (workspace_id, id, name, created_at)
  SELECT a.workspace_id, a.id, a.id, a.at FROM jsonb_to_recordset(rare -> 'agents') AS a (workspace_id text, id text, at timestamptz)
  ON CONFLICT (workspace_id, id) DO NOTHING;
  INSERT INTO job (workspace_id, id, name, created_at)
  SELECT j.workspace_id, j.id, j.id, j.at FROM jsonb_to_recordset(rare -> 'jobs') AS j (workspace_id text, id text, at timestamptz)
  ON CONFLICT (workspace_id, id) DO NOTHING;
END $$;
