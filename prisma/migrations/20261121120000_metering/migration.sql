-- Holds, budgets, features, keys, the proof chain and the snapshots of the time machine; and what a batch of postings stores
-- in one call.

-- ---- The head of a workspace's ledger ----------------------------------------------------------------------------------
-- `version` changes with everything a decision reads (postings, settings), so a process knows whether what it remembers still
-- holds. `posting` and `hash` are the chain's last link; `chained_from` the last transfer made before there was a chain.
ALTER TABLE ledger_head
  ADD COLUMN version bigint NOT NULL DEFAULT 0 CHECK (version >= 0),
  ADD COLUMN posting bigint NOT NULL DEFAULT 0 CHECK (posting >= 0),
  ADD COLUMN hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex') CHECK (length(hash) = 32),
  ADD COLUMN chained_from bigint NOT NULL DEFAULT 0 CHECK (chained_from >= 0);
UPDATE ledger_head SET chained_from = seq;

-- One link of the chain: what one flush wrote for one workspace.
CREATE TABLE posting (
  workspace_id text NOT NULL,
  number bigint NOT NULL CHECK (number > 0),
  posted_at timestamptz(3) NOT NULL,
  first_seq bigint NOT NULL,
  last_seq bigint NOT NULL CHECK (last_seq >= first_seq - 1),
  events integer NOT NULL CHECK (events >= 0),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (workspace_id, number)
);
CREATE TRIGGER posting_is_append_only BEFORE UPDATE OR DELETE ON posting FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER posting_is_not_truncated BEFORE TRUNCATE ON posting FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
REVOKE UPDATE, DELETE, TRUNCATE ON posting FROM CURRENT_USER;

-- The lots and open holds of a workspace before the first posting of a UTC day.
CREATE TABLE balance_snapshot (
  workspace_id text NOT NULL,
  day date NOT NULL,
  seq bigint NOT NULL CHECK (seq >= 0),
  lots jsonb NOT NULL,
  holds jsonb NOT NULL,
  PRIMARY KEY (workspace_id, day)
);

-- ---- Usage --------------------------------------------------------------------------------------------------------------
-- What the vendor was paid for it, in millionths of the smallest unit of `vendor_currency`; the posting that recorded it;
-- the API key that metered it.
ALTER TABLE usage_event
  ADD COLUMN vendor_cost bigint CHECK (vendor_cost >= 0),
  ADD COLUMN vendor_currency text CHECK (vendor_currency ~ '^[A-Z]{3}$'),
  ADD COLUMN posting bigint NOT NULL DEFAULT 0 CHECK (posting >= 0),
  ADD COLUMN api_key uuid,
  ADD COLUMN hold_id uuid,
  ADD CHECK ((vendor_cost IS NULL) = (vendor_currency IS NULL));

-- ---- Keys of requests ---------------------------------------------------------------------------------------------------
-- A row is written under the lock of the workspace's head, which has the foreign key; checking it again for every row would
-- cost a lookup a debit. The answer is kept as the text it is.
ALTER TABLE idempotency_key DROP CONSTRAINT idempotency_key_workspace_id_fkey;
ALTER TABLE idempotency_key ALTER COLUMN answer TYPE text USING answer::text;

-- ---- Holds --------------------------------------------------------------------------------------------------------------
CREATE TABLE hold (
  workspace_id text NOT NULL REFERENCES workspace (id),
  id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL CHECK (expires_at > created_at),
  ended_at timestamptz(3),
  ended_how text CHECK (ended_how IN ('captured', 'released', 'expired')),
  month date NOT NULL CHECK (extract(day FROM month) = 1),
  agent text NOT NULL,
  job text NOT NULL,
  run text NOT NULL,
  source text NOT NULL CHECK (source IN ('api', 'schedule', 'rule', 'retry', 'manual')),
  actor text NOT NULL,
  api_key uuid,
  rate_version integer NOT NULL,
  metadata jsonb,
  lines jsonb NOT NULL,
  parts jsonb NOT NULL,
  extended jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (workspace_id, id),
  CHECK ((ended_at IS NULL) = (ended_how IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX hold_open_idx ON hold (workspace_id, expires_at) WHERE ended_at IS NULL;
CREATE INDEX hold_due_idx ON hold (expires_at) WHERE ended_at IS NULL;
CREATE INDEX transfer_hold_idx ON transfer (workspace_id, hold_id) WHERE hold_id IS NOT NULL;

-- ---- Budgets ------------------------------------------------------------------------------------------------------------
CREATE TABLE budget (
  workspace_id text NOT NULL REFERENCES workspace (id),
  id uuid NOT NULL,
  name text NOT NULL,
  scope text NOT NULL CHECK (scope IN ('workspace', 'agent', 'job', 'member', 'key')),
  subject text NOT NULL CHECK ((scope = 'workspace') = (subject = '')),
  credit_type text NOT NULL REFERENCES credit_type (id),
  limit_credits bigint NOT NULL CHECK (limit_credits >= 0),
  on_reach text NOT NULL CHECK (on_reach IN ('alert', 'stop')),
  created_at timestamptz(3) NOT NULL,
  created_by text NOT NULL,
  ended_at timestamptz(3),
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX budget_subject_key ON budget (workspace_id, scope, subject, credit_type, on_reach) WHERE ended_at IS NULL;

-- A cache of the usage events and open holds of a local month, written in the posting transaction.
CREATE TABLE budget_use (
  workspace_id text NOT NULL,
  budget_id uuid NOT NULL,
  month date NOT NULL CHECK (extract(day FROM month) = 1),
  spent bigint NOT NULL CHECK (spent >= 0),
  held bigint NOT NULL CHECK (held >= 0),
  PRIMARY KEY (workspace_id, budget_id, month),
  FOREIGN KEY (workspace_id, budget_id) REFERENCES budget (workspace_id, id)
) WITH (fillfactor = 70);

-- ---- Features -----------------------------------------------------------------------------------------------------------
CREATE TABLE plan_feature (
  plan text NOT NULL,
  feature text NOT NULL,
  state text NOT NULL CHECK (state IN ('on', 'off', 'trial')),
  ends_at timestamptz(3),
  PRIMARY KEY (plan, feature),
  CHECK (state <> 'trial' OR ends_at IS NOT NULL)
);
CREATE TABLE workspace_feature (
  workspace_id text NOT NULL REFERENCES workspace (id),
  feature text NOT NULL,
  state text NOT NULL CHECK (state IN ('on', 'off', 'trial')),
  ends_at timestamptz(3),
  PRIMARY KEY (workspace_id, feature),
  CHECK (state <> 'trial' OR ends_at IS NOT NULL)
);

-- Whoever changes a setting that decides, by whatever way, makes every process read the workspace again.
CREATE FUNCTION workspace_setting_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ledger_head SET version = version + 1
   WHERE workspace_id = CASE TG_OP WHEN 'DELETE' THEN OLD.workspace_id ELSE NEW.workspace_id END;
  RETURN NULL;
END $$;
CREATE TRIGGER budget_changes_version AFTER INSERT OR UPDATE OR DELETE ON budget
  FOR EACH ROW EXECUTE FUNCTION workspace_setting_changed();
CREATE TRIGGER workspace_feature_changes_version AFTER INSERT OR UPDATE OR DELETE ON workspace_feature
  FOR EACH ROW EXECUTE FUNCTION workspace_setting_changed();
CREATE FUNCTION workspace_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ledger_head SET version = version + 1 WHERE workspace_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER workspace_changes_version AFTER UPDATE OF time_zone, plan, paused_at ON workspace
  FOR EACH ROW WHEN (ROW (OLD.time_zone, OLD.plan, OLD.paused_at) IS DISTINCT FROM ROW (NEW.time_zone, NEW.plan, NEW.paused_at))
  EXECUTE FUNCTION workspace_changed();

-- ---- API keys -----------------------------------------------------------------------------------------------------------
-- workspace_id '' is a platform key. A key is found by its digest before its workspace is known.
CREATE TABLE api_key (
  workspace_id text NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(btrim(name)) > 0),
  digest bytea NOT NULL CHECK (length(digest) = 32),
  last_four text NOT NULL CHECK (length(last_four) = 4),
  scopes text[] NOT NULL CHECK (scopes <@ ARRAY['read', 'meter'] AND cardinality(scopes) > 0),
  created_at timestamptz(3) NOT NULL,
  created_by text NOT NULL,
  last_used_at timestamptz(3),
  revoked_at timestamptz(3),
  revoked_by text,
  PRIMARY KEY (workspace_id, id),
  CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
CREATE UNIQUE INDEX api_key_digest_key ON api_key (digest);
