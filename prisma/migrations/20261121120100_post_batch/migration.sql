-- Stores what one flush decided, in one call: one round trip and one transaction, with plans that are kept on the server, so that
-- it needs neither prepared statements nor a session of its own. It decides nothing but whether the decision may stand. Lists of
-- one length are unnested beside each other in the select list: in FROM each would be written to a store of its own first.

CREATE FUNCTION post_batch(
  check_workspace text[], check_version bigint[], check_hash bytea[], key_workspace text[], key_name text[],
  key_hash bytea[], key_answer text[], key_at timestamptz[], lot_workspace text[], lot_id uuid[], lot_remaining bigint[],
  lot_held bigint[], lot_moved_at timestamptz[], wallet_workspace text[], wallet_type text[], wallet_remaining bigint[],
  wallet_held bigint[], head_workspace text[], head_seq bigint[], head_posted_at timestamptz[], head_posting bigint[],
  head_hash bytea[], head_first_seq bigint[], head_events integer[], transfer_workspace_id text[],
  transfer_posted_at timestamptz[], transfer_seq bigint[], transfer_kind text[], transfer_credit_type text[],
  transfer_from_account text[], transfer_to_account text[], transfer_amount bigint[], transfer_grant_id uuid[],
  transfer_balance_after bigint[], transfer_debit_id uuid[], transfer_event_id uuid[], transfer_hold_id uuid[],
  transfer_actor text[], event_workspace_id text[], event_occurred_at timestamptz[], event_id uuid[], event_debit_id uuid[],
  event_recorded_at timestamptz[], event_day date[], event_feature text[], event_credit_type text[],
  event_quantity bigint[], event_unchanged bigint[], event_input_tokens bigint[], event_cached_input_tokens bigint[],
  event_output_tokens bigint[], event_model text[], event_own_key boolean[], event_credits bigint[],
  event_rate_version integer[], event_agent text[], event_job text[], event_run text[], event_source text[],
  event_actor text[], event_outcome text[], event_metadata text[], event_vendor_cost bigint[], event_vendor_currency text[],
  event_posting bigint[], event_api_key uuid[], event_hold_id uuid[], daily_workspace_id text[], daily_day date[],
  daily_credit_type text[], daily_agent text[], daily_job text[], daily_feature text[], daily_source text[],
  daily_credits bigint[], daily_events bigint[], daily_quantity text[], daily_unchanged text[],
  daily_discarded_credits bigint[], daily_discarded_events bigint[], budget_workspace_id text[], budget_budget_id uuid[],
  budget_month date[], budget_spent bigint[], budget_held bigint[], rare jsonb
) RETURNS text[] LANGUAGE plpgsql
-- The lists are short and the tables long, whatever a plan kept from earlier, smaller days would say.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  stale text[];
  kept bigint;
BEGIN
  -- Locked in the order given, which is sorted, so that no two flushes wait for each other in a circle. What was decided on
  -- another version of a workspace than the one there is must be decided again: nothing is written, and its name is the answer.
  -- The hash tells apart two postings that would both have made the same version: the one decided on, and one made in its place.
  SELECT count(*), array_agg(l.workspace_id) FILTER (WHERE NOT l.is_same) INTO kept, stale
    FROM (SELECT h.workspace_id, h.version = c.version AND h.hash = c.hash AS is_same
            FROM unnest(check_workspace, check_version, check_hash) AS c (workspace_id, version, hash)
            JOIN ledger_head h ON h.workspace_id = c.workspace_id FOR UPDATE OF h) AS l;
  IF kept <> cardinality(check_workspace) THEN RETURN check_workspace; END IF;
  IF stale IS NOT NULL THEN RETURN stale; END IF;

  -- A key that was used before fails all of it.
  IF cardinality(key_name) > 0 THEN
    INSERT INTO idempotency_key (workspace_id, key, body_hash, answer, created_at)
    SELECT unnest(key_workspace), unnest(key_name), unnest(key_hash), unnest(key_answer), unnest(key_at);
  END IF;

  IF rare IS NOT NULL THEN PERFORM post_rare(rare); END IF;

  IF cardinality(lot_id) > 0 THEN
    UPDATE "grant" g SET remaining = u.remaining, held = u.held, moved_at = u.moved_at
      FROM unnest(lot_workspace, lot_id, lot_remaining, lot_held, lot_moved_at) AS u (workspace_id, id, remaining, held, moved_at)
     WHERE g.workspace_id = u.workspace_id AND g.id = u.id;
  END IF;

  IF cardinality(transfer_seq) > 0 THEN
    INSERT INTO transfer (
      workspace_id, posted_at, seq, kind, credit_type, from_account, to_account, amount, grant_id, balance_after, debit_id,
      event_id, hold_id, actor)
    SELECT
      unnest(transfer_workspace_id), unnest(transfer_posted_at), unnest(transfer_seq), unnest(transfer_kind),
      unnest(transfer_credit_type), unnest(transfer_from_account), unnest(transfer_to_account), unnest(transfer_amount),
      unnest(transfer_grant_id), unnest(transfer_balance_after), unnest(transfer_debit_id), unnest(transfer_event_id),
      unnest(transfer_hold_id), unnest(transfer_actor);
  END IF;

  IF cardinality(event_id) > 0 THEN
    INSERT INTO usage_event (
      workspace_id, occurred_at, id, debit_id, recorded_at, day, feature, credit_type, quantity, unchanged, input_tokens,
      cached_input_tokens, output_tokens, model, own_key, credits, rate_version, agent, job, run, source, actor, outcome,
      metadata, vendor_cost, vendor_currency, posting, api_key, hold_id)
    SELECT
      unnest(event_workspace_id), unnest(event_occurred_at), unnest(event_id), unnest(event_debit_id),
      unnest(event_recorded_at), unnest(event_day), unnest(event_feature), unnest(event_credit_type),
      unnest(event_quantity), unnest(event_unchanged), unnest(event_input_tokens), unnest(event_cached_input_tokens),
      unnest(event_output_tokens), unnest(event_model), unnest(event_own_key), unnest(event_credits),
      unnest(event_rate_version), unnest(event_agent), unnest(event_job), unnest(event_run), unnest(event_source),
      unnest(event_actor), unnest(event_outcome), unnest(event_metadata)::jsonb, unnest(event_vendor_cost),
      unnest(event_vendor_currency), unnest(event_posting), unnest(event_api_key), unnest(event_hold_id);

    INSERT INTO usage_daily AS d (
      workspace_id, day, credit_type, agent, job, feature, source, credits, events, quantity, unchanged, discarded_credits,
      discarded_events)
    SELECT
      unnest(daily_workspace_id), unnest(daily_day), unnest(daily_credit_type), unnest(daily_agent), unnest(daily_job),
      unnest(daily_feature), unnest(daily_source), unnest(daily_credits), unnest(daily_events), unnest(daily_quantity)::numeric,
      unnest(daily_unchanged)::numeric, unnest(daily_discarded_credits), unnest(daily_discarded_events)
    ON CONFLICT (workspace_id, day, credit_type, agent, job, feature, source) DO UPDATE SET
      credits = d.credits + excluded.credits, events = d.events + excluded.events,
      quantity = d.quantity + excluded.quantity, unchanged = d.unchanged + excluded.unchanged,
      discarded_credits = d.discarded_credits + excluded.discarded_credits,
      discarded_events = d.discarded_events + excluded.discarded_events;
  END IF;

  IF cardinality(budget_budget_id) > 0 THEN
    INSERT INTO budget_use (workspace_id, budget_id, month, spent, held)
    SELECT
      unnest(budget_workspace_id), unnest(budget_budget_id), unnest(budget_month), unnest(budget_spent), unnest(budget_held)
    ON CONFLICT (workspace_id, budget_id, month) DO UPDATE SET spent = excluded.spent, held = excluded.held;
  END IF;

  IF cardinality(wallet_type) > 0 THEN
    INSERT INTO wallet (workspace_id, credit_type, remaining, held)
    SELECT unnest(wallet_workspace), unnest(wallet_type), unnest(wallet_remaining), unnest(wallet_held)
    ON CONFLICT (workspace_id, credit_type) DO UPDATE SET remaining = excluded.remaining, held = excluded.held;
  END IF;

  IF cardinality(head_seq) > 0 THEN
    UPDATE ledger_head h SET seq = u.seq, posted_at = u.posted_at, version = h.version + 1, posting = u.posting, hash = u.hash
      FROM unnest(head_workspace, head_seq, head_posted_at, head_posting, head_hash) AS u (workspace_id, seq, posted_at, posting, hash)
     WHERE h.workspace_id = u.workspace_id;
    INSERT INTO posting (workspace_id, number, posted_at, first_seq, last_seq, events, hash)
    SELECT
      unnest(head_workspace), unnest(head_posting), unnest(head_posted_at), unnest(head_first_seq), unnest(head_seq),
      unnest(head_events), unnest(head_hash);
  END IF;
  RETURN NULL;
END $$;

-- What few flushes bring: snapshots of a new day, grants, voids, holds, sums of runs, names seen first.
CREATE FUNCTION post_rare(rare jsonb) RETURNS void LANGUAGE plpgsql AS $$
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
                              discarded_credits, discarded_events, first_at, last_at)
  SELECT r.* FROM jsonb_to_recordset(rare -> 'runs') AS r (
      workspace_id text, month date, agent text, job text, run text, credit_type text, feature text, source text, credits bigint,
      events bigint, quantity numeric, unchanged numeric, discarded_credits bigint, discarded_events bigint, first_at timestamptz,
      last_at timestamptz)
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

-- What a plan allows is remembered with the workspaces that have it. Those that take a plan wait for whoever changes it, and the
-- other way round: neither would see the other, and what is remembered would stay as it was between the two.
CREATE FUNCTION plan_feature_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed text := CASE TG_OP WHEN 'DELETE' THEN OLD.plan ELSE NEW.plan END;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('headroom:plan_feature'));
  PERFORM 1 FROM ledger_head h JOIN workspace w ON w.id = h.workspace_id WHERE w.plan = changed ORDER BY h.workspace_id FOR UPDATE OF h;
  UPDATE ledger_head h SET version = h.version + 1 FROM workspace w WHERE w.id = h.workspace_id AND w.plan = changed;
  RETURN NULL;
END $$;
CREATE FUNCTION plan_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtext('headroom:plan_feature'));
  RETURN NEW;
END $$;
CREATE TRIGGER workspace_waits_for_plan BEFORE INSERT ON workspace FOR EACH ROW EXECUTE FUNCTION plan_taken();
CREATE TRIGGER workspace_waits_for_other_plan BEFORE UPDATE OF plan ON workspace
  FOR EACH ROW WHEN (OLD.plan IS DISTINCT FROM NEW.plan) EXECUTE FUNCTION plan_taken();
CREATE TRIGGER plan_feature_changes_version AFTER INSERT OR UPDATE OR DELETE ON plan_feature
  FOR EACH ROW EXECUTE FUNCTION plan_feature_changed();

-- Every debit changes what is left of a lot. An index whose predicate names it would get a new entry each time; one that names
-- whether anything is left gets one when the lot is used up.
ALTER TABLE "grant" ADD COLUMN is_open boolean NOT NULL GENERATED ALWAYS AS (remaining > 0 OR held > 0) STORED;
DROP INDEX grant_open_idx;
DROP INDEX grant_expiry_idx;
CREATE INDEX grant_open_idx ON "grant" (workspace_id) WHERE is_open;
CREATE INDEX grant_expiry_idx ON "grant" (expires_at) WHERE is_open;

-- When a lot's credits moved last. What moved them is found between its making and this, so the many transfers that only spend
-- need no index by lot.
ALTER TABLE "grant" ADD COLUMN moved_at timestamptz(3);
UPDATE "grant" g SET moved_at = (SELECT max(t.posted_at) FROM transfer t WHERE t.workspace_id = g.workspace_id AND t.grant_id = g.id);
ALTER TABLE "grant" ALTER COLUMN moved_at SET NOT NULL;
DROP INDEX transfer_grant_idx;
CREATE INDEX transfer_grant_idx ON transfer (workspace_id, grant_id) WHERE kind NOT IN ('debit', 'hold', 'capture', 'release');
-- Room for the versions that one flush makes of the lots of neighbours: an update that finds none writes every index.
ALTER TABLE "grant" SET (fillfactor = 50);
