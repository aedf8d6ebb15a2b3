-- A wallet was a row that every debit found and changed, to keep what the few lots beside it say: an eighth of a debit's cost where
-- there are many workspaces. Now it is their sum.
DROP FUNCTION post_batch;
DROP TABLE wallet;

-- `remaining` excludes what is held, and includes lots not yet effective.
CREATE VIEW wallet AS
SELECT workspace_id, credit_type, sum(remaining)::bigint AS remaining, sum(held)::bigint AS held
  FROM "grant" GROUP BY workspace_id, credit_type;

-- The same function without it.
CREATE FUNCTION post_batch(
  check_workspace text[], check_version bigint[], check_hash bytea[], key_workspace text[], key_name text[],
  key_hash bytea[], key_answer text[], key_at timestamptz[], lot_workspace text[], lot_id uuid[], lot_remaining bigint[],
  lot_held bigint[], lot_moved_at timestamptz[], head_workspace text[], head_seq bigint[], head_posted_at timestamptz[],
  head_posting bigint[], head_hash bytea[], head_first_seq bigint[], head_events integer[], transfer_workspace_id text[],
  transfer_posted_at timestamptz[], transfer_seq bigint[], transfer_kind text[], transfer_credit_type text[],
  transfer_from_account text[], transfer_to_account text[], transfer_amount bigint[], transfer_grant_id uuid[],
  transfer_balance_after bigint[], transfer_debit_id uuid[], transfer_event_id uuid[], transfer_hold_id uuid[],
  transfer_actor text[], event_workspace_id text[], event_occurred_at timestamptz[], event_id uuid[], event_debit_id uuid[],
  event_recorded_at timestamptz[], event_day date[], event_feature text[], event_credit_type text[], event_quantity bigint[],
  event_unchanged bigint[], event_input_tokens bigint[], event_cached_input_tokens bigint[], event_output_tokens bigint[],
  event_model text[], event_own_key boolean[], event_credits bigint[], event_rate_version integer[], event_agent text[],
  event_job text[], event_run text[], event_source text[], event_actor text[], event_outcome text[], event_metadata text[],
  event_vendor_cost bigint[], event_vendor_currency text[], event_posting bigint[], event_api_key uuid[],
  event_hold_id uuid[], daily_workspace_id text[], daily_day date[], daily_credit_type text[], daily_agent text[],
  daily_job text[], daily_feature text[], daily_source text[], daily_credits bigint[], daily_events bigint[],
  daily_quantity text[], daily_unchanged text[], daily_discarded_credits bigint[], daily_discarded_events bigint[],
  budget_workspace_id text[], budget_budget_id uuid[], budget_month date[], budget_spent bigint[], budget_held bigint[],
  rare jsonb
) RETURNS text[] LANGUAGE plpgsql
-- The lists are short and the tables long, whatever a plan kept from earlier, smaller days would say. And they were planned anew for
-- each flush whenever the server guessed that knowing them would help, which took a twelfth of it.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  stale text[];
  kept bigint;
BEGIN
  -- Locked in the order given, which is sorted, so that no two flushes wait for each other in a circle. What was decided on
  -- another version of a workspace than the one there is must be decided again: nothing is written, and its name is the answer.
  -- The hash tells apart two postings that would both have made the same version: the one decided on, and one made in its place.
  SELECT count(*), array_agg(l.workspace_id) FILTER (WHERE NOT l.is_same) INTO kept, stale
    FROM (SELECT h.workspace_id, h.version = c.version AND h.hash = c.hash AS is_same
            FROM (SELECT unnest(check_workspace) AS workspace_id, unnest(check_version) AS version, unnest(check_hash) AS hash) AS c
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
      FROM (SELECT unnest(lot_workspace) AS workspace_id, unnest(lot_id) AS id, unnest(lot_remaining) AS remaining,
                   unnest(lot_held) AS held, unnest(lot_moved_at) AS moved_at) AS u
     WHERE g.workspace_id = u.workspace_id AND g.id = u.id;
  END IF;

  IF cardinality(transfer_seq) > 0 THEN
    INSERT INTO transfer (
      workspace_id, posted_at, seq, kind, credit_type, from_account, to_account, amount, grant_id, balance_after, debit_id,
      event_id, hold_id, actor)
    SELECT
      coalesce(each.workspace_id, same.workspace_id), each.posted_at, each.seq, coalesce(each.kind, same.kind),
      coalesce(each.credit_type, same.credit_type), coalesce(each.from_account, same.from_account),
      coalesce(each.to_account, same.to_account), coalesce(each.amount, same.amount), coalesce(each.grant_id, same.grant_id),
      each.balance_after, each.debit_id, each.event_id, each.hold_id, coalesce(each.actor, same.actor)
      FROM (SELECT
             unnest(transfer_workspace_id) AS workspace_id, unnest(transfer_posted_at) AS posted_at,
             unnest(transfer_seq) AS seq, unnest(transfer_kind) AS kind, unnest(transfer_credit_type) AS credit_type,
             unnest(transfer_from_account) AS from_account, unnest(transfer_to_account) AS to_account,
             unnest(transfer_amount) AS amount, unnest(transfer_grant_id) AS grant_id,
             unnest(transfer_balance_after) AS balance_after, unnest(transfer_debit_id) AS debit_id,
             unnest(transfer_event_id) AS event_id, unnest(transfer_hold_id) AS hold_id, unnest(transfer_actor) AS actor) AS each,
           (SELECT
             transfer_workspace_id[1] AS workspace_id, transfer_kind[1] AS kind, transfer_credit_type[1] AS credit_type,
             transfer_from_account[1] AS from_account, transfer_to_account[1] AS to_account, transfer_amount[1] AS amount,
             transfer_grant_id[1] AS grant_id, transfer_actor[1] AS actor
             OFFSET 0) AS same;
  END IF;

  IF cardinality(event_id) > 0 THEN
    INSERT INTO usage_event (
      workspace_id, occurred_at, id, debit_id, recorded_at, day, feature, credit_type, quantity, unchanged, input_tokens,
      cached_input_tokens, output_tokens, model, own_key, credits, rate_version, agent, job, run, source, actor, outcome,
      metadata, vendor_cost, vendor_currency, posting, api_key, hold_id)
    SELECT
      coalesce(each.workspace_id, same.workspace_id), each.occurred_at, each.id, each.debit_id, each.recorded_at,
      coalesce(each.day, same.day), coalesce(each.feature, same.feature), coalesce(each.credit_type, same.credit_type),
      coalesce(each.quantity, same.quantity), coalesce(each.unchanged, same.unchanged), each.input_tokens,
      each.cached_input_tokens, each.output_tokens, each.model, coalesce(each.own_key, same.own_key),
      coalesce(each.credits, same.credits), coalesce(each.rate_version, same.rate_version), coalesce(each.agent, same.agent),
      coalesce(each.job, same.job), coalesce(each.run, same.run), coalesce(each.source, same.source),
      coalesce(each.actor, same.actor), each.outcome, each.metadata::jsonb, each.vendor_cost, each.vendor_currency,
      coalesce(each.posting, same.posting), each.api_key, each.hold_id
      FROM (SELECT
             unnest(event_workspace_id) AS workspace_id, unnest(event_occurred_at) AS occurred_at, unnest(event_id) AS id,
             unnest(event_debit_id) AS debit_id, unnest(event_recorded_at) AS recorded_at, unnest(event_day) AS day,
             unnest(event_feature) AS feature, unnest(event_credit_type) AS credit_type, unnest(event_quantity) AS quantity,
             unnest(event_unchanged) AS unchanged, unnest(event_input_tokens) AS input_tokens,
             unnest(event_cached_input_tokens) AS cached_input_tokens, unnest(event_output_tokens) AS output_tokens,
             unnest(event_model) AS model, unnest(event_own_key) AS own_key, unnest(event_credits) AS credits,
             unnest(event_rate_version) AS rate_version, unnest(event_agent) AS agent, unnest(event_job) AS job,
             unnest(event_run) AS run, unnest(event_source) AS source, unnest(event_actor) AS actor,
             unnest(event_outcome) AS outcome, unnest(event_metadata) AS metadata, unnest(event_vendor_cost) AS vendor_cost,
             unnest(event_vendor_currency) AS vendor_currency, unnest(event_posting) AS posting,
             unnest(event_api_key) AS api_key, unnest(event_hold_id) AS hold_id) AS each,
           (SELECT
             event_workspace_id[1] AS workspace_id, event_day[1] AS day, event_feature[1] AS feature,
             event_credit_type[1] AS credit_type, event_quantity[1] AS quantity, event_unchanged[1] AS unchanged,
             event_own_key[1] AS own_key, event_credits[1] AS credits, event_rate_version[1] AS rate_version,
             event_agent[1] AS agent, event_job[1] AS job, event_run[1] AS run, event_source[1] AS source,
             event_actor[1] AS actor, event_posting[1] AS posting
             OFFSET 0) AS same;

    UPDATE usage_daily d SET
      credits = d.credits + u.credits, events = d.events + u.events, quantity = d.quantity + u.quantity,
      unchanged = d.unchanged + u.unchanged, discarded_credits = d.discarded_credits + u.discarded_credits,
      discarded_events = d.discarded_events + u.discarded_events
      FROM (SELECT
              each.workspace_id, coalesce(each.day, same.day) AS day,
              coalesce(each.credit_type, same.credit_type) AS credit_type, coalesce(each.agent, same.agent) AS agent,
              coalesce(each.job, same.job) AS job, coalesce(each.feature, same.feature) AS feature,
              coalesce(each.source, same.source) AS source, each.credits, coalesce(each.events, same.events) AS events,
              coalesce(each.quantity, same.quantity)::numeric AS quantity,
              coalesce(each.unchanged, same.unchanged)::numeric AS unchanged,
              coalesce(each.discarded_credits, same.discarded_credits) AS discarded_credits,
              coalesce(each.discarded_events, same.discarded_events) AS discarded_events
              FROM (SELECT
                     unnest(daily_workspace_id) AS workspace_id, unnest(daily_day) AS day,
                     unnest(daily_credit_type) AS credit_type, unnest(daily_agent) AS agent, unnest(daily_job) AS job,
                     unnest(daily_feature) AS feature, unnest(daily_source) AS source, unnest(daily_credits) AS credits,
                     unnest(daily_events) AS events, unnest(daily_quantity) AS quantity, unnest(daily_unchanged) AS unchanged,
                     unnest(daily_discarded_credits) AS discarded_credits, unnest(daily_discarded_events) AS discarded_events) AS each,
                   (SELECT
                     daily_day[1] AS day, daily_credit_type[1] AS credit_type, daily_agent[1] AS agent, daily_job[1] AS job,
                     daily_feature[1] AS feature, daily_source[1] AS source, daily_events[1] AS events,
                     daily_quantity[1] AS quantity, daily_unchanged[1] AS unchanged,
                     daily_discarded_credits[1] AS discarded_credits, daily_discarded_events[1] AS discarded_events
                     OFFSET 0) AS same) AS u
     WHERE d.workspace_id = u.workspace_id AND d.day = u.day AND d.credit_type = u.credit_type AND d.agent = u.agent
       AND d.job = u.job AND d.feature = u.feature AND d.source = u.source;
    GET DIAGNOSTICS kept = ROW_COUNT;
    IF kept < cardinality(daily_workspace_id) THEN
      INSERT INTO usage_daily (
        workspace_id, day, credit_type, agent, job, feature, source, credits, events, quantity, unchanged, discarded_credits,
        discarded_events)
      SELECT
        each.workspace_id, coalesce(each.day, same.day), coalesce(each.credit_type, same.credit_type),
        coalesce(each.agent, same.agent), coalesce(each.job, same.job), coalesce(each.feature, same.feature),
        coalesce(each.source, same.source), each.credits, coalesce(each.events, same.events),
        coalesce(each.quantity, same.quantity)::numeric, coalesce(each.unchanged, same.unchanged)::numeric,
        coalesce(each.discarded_credits, same.discarded_credits), coalesce(each.discarded_events, same.discarded_events)
        FROM (SELECT
               unnest(daily_workspace_id) AS workspace_id, unnest(daily_day) AS day, unnest(daily_credit_type) AS credit_type,
               unnest(daily_agent) AS agent, unnest(daily_job) AS job, unnest(daily_feature) AS feature,
               unnest(daily_source) AS source, unnest(daily_credits) AS credits, unnest(daily_events) AS events,
               unnest(daily_quantity) AS quantity, unnest(daily_unchanged) AS unchanged,
               unnest(daily_discarded_credits) AS discarded_credits, unnest(daily_discarded_events) AS discarded_events) AS each,
             (SELECT
               daily_day[1] AS day, daily_credit_type[1] AS credit_type, daily_agent[1] AS agent, daily_job[1] AS job,
               daily_feature[1] AS feature, daily_source[1] AS source, daily_events[1] AS events, daily_quantity[1] AS quantity,
               daily_unchanged[1] AS unchanged, daily_discarded_credits[1] AS discarded_credits,
               daily_discarded_events[1] AS discarded_events
               OFFSET 0) AS same
      ON CONFLICT (workspace_id, day, credit_type, agent, job, feature, source) DO NOTHING;
    END IF;
  END IF;

  IF cardinality(budget_budget_id) > 0 THEN
    INSERT INTO budget_use (workspace_id, budget_id, month, spent, held)
    SELECT
      unnest(budget_workspace_id), unnest(budget_budget_id), unnest(budget_month), unnest(budget_spent), unnest(budget_held)
    ON CONFLICT (workspace_id, budget_id, month) DO UPDATE SET spent = excluded.spent, held = excluded.held;
  END IF;

  IF cardinality(head_seq) > 0 THEN
    UPDATE ledger_head h SET seq = u.seq, posted_at = u.posted_at, version = h.version + 1, posting = u.posting, hash = u.hash
      FROM (SELECT unnest(head_workspace) AS workspace_id, unnest(head_seq) AS seq, unnest(head_posted_at) AS posted_at,
                   unnest(head_posting) AS posting, unnest(head_hash) AS hash) AS u
     WHERE h.workspace_id = u.workspace_id;
    INSERT INTO posting (workspace_id, number, posted_at, first_seq, last_seq, events, hash)
    SELECT
      unnest(head_workspace), unnest(head_posting), unnest(head_posted_at), unnest(head_first_seq), unnest(head_seq),
      unnest(head_events), unnest(head_hash);
  END IF;
  RETURN NULL;
END $$;
