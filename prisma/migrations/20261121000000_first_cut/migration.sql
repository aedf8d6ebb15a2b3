-- People: the tables of next-auth's adapter.
CREATE TABLE "user" (
  id text PRIMARY KEY,
  name text,
  email text NOT NULL UNIQUE CHECK (email = lower(email) AND email LIKE '%_@_%'),
  email_verified timestamptz(3),
  image text,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE account (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
  type text NOT NULL,
  provider text NOT NULL,
  provider_account_id text NOT NULL,
  refresh_token text,
  access_token text,
  expires_at integer,
  token_type text,
  scope text,
  id_token text,
  session_state text,
  UNIQUE (provider, provider_account_id)
);
CREATE TABLE session (
  id text PRIMARY KEY,
  session_token text NOT NULL UNIQUE,
  user_id text NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
  expires timestamptz(3) NOT NULL
);
CREATE TABLE verification_token (
  identifier text NOT NULL,
  token text NOT NULL UNIQUE,
  expires timestamptz(3) NOT NULL,
  UNIQUE (identifier, token)
);

-- What is sold, and at what rate.
CREATE TABLE credit_type (
  id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9_]{0,31}$'),
  position integer NOT NULL,
  starter_credits bigint NOT NULL CHECK (starter_credits >= 0),
  face_value_minor bigint NOT NULL CHECK (face_value_minor >= 0),
  face_currency text NOT NULL CHECK (face_currency ~ '^[A-Z]{3}$')
);
CREATE TABLE rate_card (
  version integer PRIMARY KEY CHECK (version > 0),
  effective_from timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL,
  created_by text NOT NULL,
  note text NOT NULL,
  rates jsonb NOT NULL CHECK (jsonb_typeof(rates) = 'array')
);
CREATE TABLE pack (
  id text PRIMARY KEY,
  name text NOT NULL,
  credit_type text NOT NULL REFERENCES credit_type (id),
  credits bigint NOT NULL CHECK (credits > 0),
  validity_months integer NOT NULL CHECK (validity_months BETWEEN 1 AND 120),
  position integer NOT NULL,
  active boolean NOT NULL
);
CREATE TABLE pack_price (
  pack_id text NOT NULL REFERENCES pack (id),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  price_minor bigint NOT NULL CHECK (price_minor > 0),
  PRIMARY KEY (pack_id, currency)
);

-- Tenants. Every key begins with the workspace, so that the same schema can be distributed by it.
CREATE TABLE workspace (
  id text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9._:-]{1,128}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  time_zone text NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  plan text,
  seats integer NOT NULL DEFAULT 1 CHECK (seats >= 1),
  stripe_customer_id text,
  paused_at timestamptz(3),
  paused_by text,
  paused_reason text,
  created_at timestamptz(3) NOT NULL
);
CREATE TABLE member (
  workspace_id text NOT NULL REFERENCES workspace (id),
  user_id text NOT NULL REFERENCES "user" (id),
  role text NOT NULL CHECK (role IN ('owner', 'billing', 'member', 'viewer')),
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (workspace_id, user_id)
);
CREATE INDEX member_user_id_idx ON member (user_id);
CREATE TABLE agent (
  workspace_id text NOT NULL REFERENCES workspace (id),
  id text NOT NULL CHECK (id ~ '^[A-Za-z0-9._:-]{1,128}$'),
  name text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE TABLE job (
  workspace_id text NOT NULL REFERENCES workspace (id),
  id text NOT NULL CHECK (id ~ '^[A-Za-z0-9._:-]{1,128}$'),
  name text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (workspace_id, id)
);

-- Ledger. Rows that every posting rewrites leave room on their page, so that the rewrite stays on it (HOT).
CREATE TABLE ledger_head (
  workspace_id text PRIMARY KEY REFERENCES workspace (id),
  seq bigint NOT NULL CHECK (seq >= 0),
  posted_at timestamptz(3) NOT NULL
) WITH (fillfactor = 50);
CREATE TABLE wallet (
  workspace_id text NOT NULL REFERENCES workspace (id),
  credit_type text NOT NULL REFERENCES credit_type (id),
  remaining bigint NOT NULL CHECK (remaining >= 0),
  held bigint NOT NULL CHECK (held >= 0),
  PRIMARY KEY (workspace_id, credit_type)
) WITH (fillfactor = 50);
CREATE TABLE "grant" (
  workspace_id text NOT NULL REFERENCES workspace (id),
  id uuid NOT NULL,
  credit_type text NOT NULL REFERENCES credit_type (id),
  source text NOT NULL CHECK (source IN ('starter', 'plan', 'rollover', 'promo', 'pack', 'top_up', 'adjustment')),
  amount bigint NOT NULL CHECK (amount > 0),
  remaining bigint NOT NULL CHECK (remaining >= 0),
  held bigint NOT NULL CHECK (held >= 0),
  priority integer NOT NULL CHECK (priority BETWEEN 0 AND 100),
  effective_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) CHECK (expires_at > effective_at),
  paid_minor bigint CHECK (paid_minor >= 0),
  paid_currency text CHECK (paid_currency ~ '^[A-Z]{3}$'),
  purchase_id uuid,
  reason text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  voided_at timestamptz(3),
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, purchase_id),
  CHECK (remaining + held <= amount),
  CHECK ((paid_minor IS NULL) = (paid_currency IS NULL))
) WITH (fillfactor = 70);
-- The hot read: the lots of a workspace with something left. It holds `remaining > 0 OR held > 0` rows only, whatever the history.
CREATE INDEX grant_open_idx ON "grant" (workspace_id) WHERE remaining > 0 OR held > 0;
-- What the sweep looks for.
CREATE INDEX grant_expiry_idx ON "grant" (expires_at) WHERE remaining > 0;

-- No foreign keys on transfer and usage_event: they are written under the workspace's lock from rows read in the same
-- transaction, and a key check per row would cost more than the row. `npm run verify` proves what the keys would.
CREATE TABLE transfer (
  workspace_id text NOT NULL,
  posted_at timestamptz(3) NOT NULL,
  seq bigint NOT NULL CHECK (seq > 0),
  kind text NOT NULL CHECK (kind IN ('grant', 'debit', 'hold', 'capture', 'release', 'expire', 'void', 'refund', 'overage', 'correction')),
  credit_type text NOT NULL,
  from_account text NOT NULL,
  to_account text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  grant_id uuid NOT NULL,
  balance_after bigint NOT NULL CHECK (balance_after >= 0),
  debit_id uuid,
  event_id uuid,
  hold_id uuid,
  corrects bigint,
  actor text NOT NULL,
  PRIMARY KEY (workspace_id, posted_at, seq),
  CHECK (from_account <> to_account),
  CHECK (kind <> 'debit' OR (event_id IS NOT NULL AND debit_id IS NOT NULL)),
  CHECK (kind <> 'correction' OR corrects IS NOT NULL)
) PARTITION BY RANGE (posted_at);
CREATE INDEX transfer_grant_idx ON transfer (workspace_id, grant_id);
CREATE INDEX transfer_debit_idx ON transfer (workspace_id, debit_id) WHERE debit_id IS NOT NULL;
-- Few rows of many: what expired or was taken back.
CREATE INDEX transfer_ended_idx ON transfer (workspace_id, credit_type) WHERE to_account IN ('expired', 'revoked');
CREATE TABLE transfer_default PARTITION OF transfer DEFAULT;

CREATE TABLE usage_event (
  workspace_id text NOT NULL,
  occurred_at timestamptz(3) NOT NULL,
  id uuid NOT NULL,
  debit_id uuid NOT NULL,
  recorded_at timestamptz(3) NOT NULL,
  day date NOT NULL,
  feature text NOT NULL,
  credit_type text NOT NULL,
  quantity bigint NOT NULL CHECK (quantity >= 0),
  unchanged bigint NOT NULL CHECK (unchanged >= 0 AND unchanged <= quantity),
  input_tokens bigint CHECK (input_tokens >= 0),
  cached_input_tokens bigint CHECK (cached_input_tokens >= 0),
  output_tokens bigint CHECK (output_tokens >= 0),
  model text,
  own_key boolean NOT NULL,
  credits bigint NOT NULL CHECK (credits >= 0),
  rate_version integer NOT NULL,
  agent text NOT NULL,
  job text NOT NULL,
  run text NOT NULL,
  source text NOT NULL CHECK (source IN ('api', 'schedule', 'rule', 'retry', 'manual')),
  actor text NOT NULL,
  outcome text CHECK (outcome IN ('applied', 'discarded')),
  metadata jsonb,
  PRIMARY KEY (workspace_id, occurred_at, id)
) PARTITION BY RANGE (occurred_at);
CREATE INDEX usage_event_run_idx ON usage_event (workspace_id, run, occurred_at) WHERE run <> '';
CREATE TABLE usage_event_default PARTITION OF usage_event DEFAULT;

-- Makes the partition of one UTC month of a partitioned table when it is missing. Safe to call at any time, by many at once.
-- A month that already has rows in the default partition stays there: they are found all the same.
CREATE FUNCTION ensure_month_partition(parent text, month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  key text := CASE parent WHEN 'transfer' THEN 'posted_at' ELSE 'occurred_at' END;
  late boolean;
  first timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
  after timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
  child text := parent || '_' || to_char(month, 'YYYY_MM');
BEGIN
  IF to_regclass(quote_ident(child)) IS NOT NULL THEN RETURN false; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('headroom:' || child));
  EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE %I >= %L AND %I < %L)', parent || '_default', key, first, key, after) INTO late;
  IF late THEN RETURN false; END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', child, parent, first, after);
  IF parent = 'transfer' THEN EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM CURRENT_USER', child); END IF;
  RETURN true;
EXCEPTION WHEN duplicate_table THEN
  -- Another made it while this one waited for the lock.
  RETURN false;
END $$;

-- The ledger is append-only: the application's role has lost the right to change or remove transfers, and the trigger
-- stops the roles that rights do not stop.
CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The ledger is append-only: % on % is not allowed. Post a correction instead.', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER transfer_is_append_only BEFORE UPDATE OR DELETE ON transfer FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER transfer_is_not_truncated BEFORE TRUNCATE ON transfer FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
REVOKE UPDATE, DELETE, TRUNCATE ON transfer, transfer_default FROM CURRENT_USER;
CREATE TRIGGER rate_card_is_immutable BEFORE UPDATE OR DELETE ON rate_card FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();

CREATE TABLE usage_daily (
  workspace_id text NOT NULL REFERENCES workspace (id),
  day date NOT NULL,
  credit_type text NOT NULL,
  agent text NOT NULL,
  job text NOT NULL,
  feature text NOT NULL,
  source text NOT NULL,
  credits bigint NOT NULL CHECK (credits >= 0),
  events bigint NOT NULL CHECK (events > 0),
  quantity numeric(30) NOT NULL CHECK (quantity >= 0),
  unchanged numeric(30) NOT NULL CHECK (unchanged >= 0),
  discarded_credits bigint NOT NULL DEFAULT 0 CHECK (discarded_credits BETWEEN 0 AND credits),
  discarded_events bigint NOT NULL DEFAULT 0 CHECK (discarded_events BETWEEN 0 AND events),
  PRIMARY KEY (workspace_id, day, credit_type, agent, job, feature, source)
) WITH (fillfactor = 70);
CREATE TABLE usage_run (
  workspace_id text NOT NULL REFERENCES workspace (id),
  month date NOT NULL CHECK (extract(day FROM month) = 1),
  agent text NOT NULL,
  job text NOT NULL,
  run text NOT NULL CHECK (run <> ''),
  credit_type text NOT NULL,
  feature text NOT NULL,
  source text NOT NULL,
  credits bigint NOT NULL CHECK (credits >= 0),
  events bigint NOT NULL CHECK (events > 0),
  quantity numeric(30) NOT NULL CHECK (quantity >= 0),
  unchanged numeric(30) NOT NULL CHECK (unchanged >= 0),
  discarded_credits bigint NOT NULL DEFAULT 0 CHECK (discarded_credits BETWEEN 0 AND credits),
  discarded_events bigint NOT NULL DEFAULT 0 CHECK (discarded_events BETWEEN 0 AND events),
  first_at timestamptz(3) NOT NULL,
  last_at timestamptz(3) NOT NULL CHECK (last_at >= first_at),
  PRIMARY KEY (workspace_id, month, agent, job, run, credit_type, feature, source)
) WITH (fillfactor = 80);
CREATE TABLE idempotency_key (
  workspace_id text NOT NULL REFERENCES workspace (id),
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 300),
  body_hash bytea NOT NULL CHECK (length(body_hash) = 32),
  answer jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (workspace_id, key)
);

-- Buying.
CREATE TABLE purchase (
  workspace_id text NOT NULL REFERENCES workspace (id),
  id uuid NOT NULL,
  pack_id text NOT NULL,
  pack_name text NOT NULL,
  credit_type text NOT NULL REFERENCES credit_type (id),
  credits bigint NOT NULL CHECK (credits > 0),
  price_minor bigint NOT NULL CHECK (price_minor > 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  validity_months integer NOT NULL CHECK (validity_months BETWEEN 1 AND 120),
  status text NOT NULL CHECK (status IN ('pending', 'paid', 'failed', 'expired', 'refunded', 'partly_refunded', 'disputed')),
  status_reason text,
  request_key text NOT NULL,
  checkout_session_id text,
  checkout_url text,
  payment_intent_id text,
  receipt_url text,
  livemode boolean,
  grant_id uuid,
  created_by text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  settled_at timestamptz(3),
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, request_key),
  UNIQUE (workspace_id, checkout_session_id),
  UNIQUE (workspace_id, payment_intent_id),
  CHECK (status <> 'paid' OR (grant_id IS NOT NULL AND payment_intent_id IS NOT NULL AND settled_at IS NOT NULL))
);
CREATE INDEX purchase_pending_idx ON purchase (created_at) WHERE status = 'pending';
CREATE TABLE stripe_event (
  id text PRIMARY KEY,
  type text NOT NULL,
  object_id text,
  livemode boolean NOT NULL,
  received_at timestamptz(3) NOT NULL,
  attempts integer NOT NULL CHECK (attempts > 0),
  processed_at timestamptz(3),
  effect text
);

-- Administration.
CREATE TABLE audit_entry (
  workspace_id text NOT NULL,
  id uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  reason text NOT NULL CHECK (length(btrim(reason)) > 0),
  before jsonb,
  after jsonb,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX audit_entry_at_idx ON audit_entry (at DESC);
