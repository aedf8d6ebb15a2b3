-- What a new installation begins with. All of it is data: an admin changes packs and adds rate card versions later.
INSERT INTO credit_type (id, position, starter_credits, face_value_minor, face_currency) VALUES
  ('ai', 1, 50000000, 2000, 'EUR'),
  ('automation', 2, 1000000000, 200, 'EUR');

INSERT INTO rate_card (version, effective_from, created_at, created_by, note, rates) VALUES
  (1, '2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z', 'system:install', 'Illustrative prices to start from', '[
  {"kind": "unit", "feature": "automation.record", "creditType": "automation", "unit": "record", "per": 1, "credits": "1", "rounding": "exact", "ownKey": "same", "manual": "free", "models": []},
  {"kind": "unit", "feature": "automation.operation", "creditType": "automation", "unit": "operation", "per": 1, "credits": "1", "rounding": "exact", "ownKey": "same", "manual": "free", "models": []},
  {"kind": "unit", "feature": "automation.api_call", "creditType": "automation", "unit": "call", "per": 1, "credits": "1", "rounding": "exact", "ownKey": "same", "manual": "free", "models": []},
  {"kind": "unit", "feature": "ai.attributes", "creditType": "ai", "unit": "attribute", "per": 100, "credits": "1", "rounding": "exact", "ownKey": "same", "manual": "same", "models": []},
  {"kind": "tokens", "feature": "ai.text", "creditType": "ai", "unit": "token", "rounding": "exact", "ownKey": "free", "manual": "same", "models": [{"model": "mistral-small", "vendor": "Mistral", "tier": "small", "inputTokens": "10", "cachedInputTokens": "1", "outputTokens": "30"}, {"model": "mistral-large", "vendor": "Mistral", "tier": "large", "inputTokens": "200", "cachedInputTokens": "20", "outputTokens": "600"}, {"model": "gemini-flash", "vendor": "Google", "tier": "small", "inputTokens": "30", "cachedInputTokens": "7.5", "outputTokens": "250"}, {"model": "gemini-pro", "vendor": "Google", "tier": "large", "inputTokens": "125", "cachedInputTokens": "31.25", "outputTokens": "1000"}, {"model": "gpt-mini", "vendor": "OpenAI", "tier": "small", "inputTokens": "25", "cachedInputTokens": "2.5", "outputTokens": "200"}, {"model": "gpt", "vendor": "OpenAI", "tier": "large", "inputTokens": "125", "cachedInputTokens": "12.5", "outputTokens": "1000"}]},
  {"kind": "tokens", "feature": "ai.embedding", "creditType": "ai", "unit": "token", "rounding": "exact", "ownKey": "free", "manual": "same", "models": [{"model": "mistral-embed", "vendor": "Mistral", "tier": "small", "inputTokens": "10", "cachedInputTokens": "10", "outputTokens": "0"}, {"model": "gemini-embedding", "vendor": "Google", "tier": "small", "inputTokens": "15", "cachedInputTokens": "15", "outputTokens": "0"}, {"model": "text-embedding-small", "vendor": "OpenAI", "tier": "small", "inputTokens": "2", "cachedInputTokens": "2", "outputTokens": "0"}]},
  {"kind": "unit", "feature": "ai.image", "creditType": "ai", "unit": "image", "per": 1, "credits": "4", "rounding": "exact", "ownKey": "same", "manual": "same", "models": [{"model": "image-standard", "vendor": "OpenAI", "tier": "small", "credits": "4"}, {"model": "image-large", "vendor": "OpenAI", "tier": "large", "credits": "8"}]},
  {"kind": "unit", "feature": "ai.compute_second", "creditType": "ai", "unit": "second", "per": 1, "credits": "0.05", "rounding": "exact", "ownKey": "same", "manual": "same", "models": [{"model": "gpu-small", "vendor": "Own", "tier": "small", "credits": "0.05"}, {"model": "gpu-large", "vendor": "Own", "tier": "large", "credits": "0.2"}]},
  {"kind": "unit", "feature": "ai.task", "creditType": "ai", "unit": "task", "per": 1, "credits": "2", "rounding": "exact", "ownKey": "same", "manual": "same", "models": [{"model": "task-small", "vendor": "Own", "tier": "small", "credits": "1"}, {"model": "task-large", "vendor": "Own", "tier": "large", "credits": "5"}]}
]');

INSERT INTO pack (id, name, credit_type, credits, validity_months, position, active) VALUES
  ('ai-500', 'AI 500', 'ai', 500000000, 12, 1, true),
  ('ai-2000', 'AI 2,000', 'ai', 2000000000, 12, 2, true),
  ('ai-10000', 'AI 10,000', 'ai', 10000000000, 24, 3, true),
  ('automation-10000', 'Automation 10,000', 'automation', 10000000000, 12, 4, true),
  ('automation-50000', 'Automation 50,000', 'automation', 50000000000, 12, 5, true),
  ('automation-250000', 'Automation 250,000', 'automation', 250000000000, 24, 6, true);
INSERT INTO pack_price (pack_id, currency, price_minor)
SELECT pack_id, currency, price_minor
  FROM (VALUES ('ai-500', 1500), ('ai-2000', 4900), ('ai-10000', 19900),
               ('automation-10000', 2500), ('automation-50000', 9900), ('automation-250000', 39900)) AS price (pack_id, price_minor)
 CROSS JOIN (VALUES ('EUR'), ('USD')) AS money (currency);
