-- Monitoring for BI tools, under the names and columns of its document. Read only: everything is kept elsewhere. People are
-- shown by the pseudonym that events carry, or not at all.

-- value and threshold are wider than the document's decimal(15,2), which cannot hold a rate of 0.0042.
CREATE VIEW "alerts" AS
SELECT i.id, coalesce(r.name, i.title) AS rule_name,
  coalesce(r.condition ->> 'metric', r.condition ->> 'kind') AS metric,
  opening.value::numeric(20, 8) AS value, opening.threshold::numeric(20, 8) AS threshold,
  i.severity, i.state AS status, i.message, i.labels AS details,
  i.opened_at AS triggered_at, i.acknowledged_at, i.acknowledged_by, i.resolved_at,
  (SELECT nullif(regexp_replace(e.text, '^Resolved by hand\. ?', ''), '') FROM incident_event e
    WHERE e.incident_id = i.id AND e.kind = 'move' AND e.text LIKE 'Resolved by hand.%' ORDER BY e.at DESC LIMIT 1) AS resolution_notes,
  (SELECT nullif(regexp_replace(e.text, '^Escalated to \w+\. ?', ''), '') FROM incident_event e
    WHERE e.incident_id = i.id AND e.kind = 'move' AND e.text LIKE 'Escalated to %' ORDER BY e.at DESC LIMIT 1) AS escalation_reason,
  i.opened_at AS created_at, p.slug AS project_id
FROM incident i
JOIN project p ON p.id = i.project_id
LEFT JOIN alert_rule r ON r.id = i.rule_id
LEFT JOIN LATERAL (
  SELECT t.value, t.threshold FROM alert_transition t
  WHERE t.instance_id = i.instance_id AND t.at <= i.opened_at ORDER BY t.instance_version DESC LIMIT 1
) AS opening ON true;

-- The document's nineteen metrics by five minutes, counted in each of them alone. Rates are percent, as the document writes
-- them, and amounts are whole minor units with their currency in the tags.
CREATE VIEW "metrics_history" AS
WITH parts AS (
  SELECT p.slug AS project_id, r.bucket, s.event_type AS type, s.event_type || '.' || s.measure AS stream, s.dims,
    r.n, r.sum, r.min, r.max, r.sketch, r."distinct"
  FROM series s
  JOIN project p ON p.id = s.project_id
  JOIN rollup r ON r.series_id = s.id AND r.grain = 2
  WHERE s.event_type IN ('transaction', 'payment', 'game_round', 'player_session', 'user_registered', 'fraud_flag', 'platform_call', 'census')
), buckets AS (
  SELECT project_id, bucket,
    sum(n) FILTER (WHERE stream = 'transaction.amount') AS transactions,
    sum(n) FILTER (WHERE stream = 'transaction.amount' AND dims ->> 'status' = 'failed') AS transactions_failed,
    sum(n) FILTER (WHERE stream = 'payment.amount') AS payments,
    sum(n) FILTER (WHERE stream = 'payment.amount' AND dims ->> 'status' = 'failed') AS payments_failed,
    sum(sum) FILTER (WHERE stream = 'census.games') / sum(n) FILTER (WHERE stream = 'census.games') AS games,
    sum(sum) FILTER (WHERE stream = 'census.users') / sum(n) FILTER (WHERE stream = 'census.users') AS users,
    sum(n) FILTER (WHERE stream = 'game_round.duration') AS rounds,
    sum(n) FILTER (WHERE stream = 'game_round.duration' AND dims ->> 'outcome' = 'win') AS wins,
    sum(sum) FILTER (WHERE stream = 'game_round.duration') AS round_ms,
    hyperloglog_distinct(array_agg("distinct") FILTER (WHERE stream = 'game_round.@actor')) AS players,
    hyperloglog_distinct(array_agg("distinct")
      FILTER (WHERE stream IN ('transaction.@actor', 'game_round.@actor', 'player_session.@actor'))) AS active,
    sum(n) FILTER (WHERE stream = 'user_registered.') AS registered,
    sum(n) FILTER (WHERE stream = 'fraud_flag.score') AS flags,
    sum(n) FILTER (WHERE stream = 'fraud_flag.score' AND dims ->> 'band' = 'critical') AS critical,
    sum(sum) FILTER (WHERE stream = 'fraud_flag.score') AS scores,
    array_agg(sketch) FILTER (WHERE stream = 'platform_call.duration' AND dims ->> 'part' = 'api') AS api,
    min(min) FILTER (WHERE stream = 'platform_call.duration' AND dims ->> 'part' = 'api') AS api_min,
    max(max) FILTER (WHERE stream = 'platform_call.duration' AND dims ->> 'part' = 'api') AS api_max,
    array_agg(sketch) FILTER (WHERE stream = 'platform_call.duration' AND dims ->> 'part' = 'database') AS database,
    min(min) FILTER (WHERE stream = 'platform_call.duration' AND dims ->> 'part' = 'database') AS database_min,
    max(max) FILTER (WHERE stream = 'platform_call.duration' AND dims ->> 'part' = 'database') AS database_max,
    sum(n) FILTER (WHERE stream = 'platform_call.duration' AND dims ->> 'part' = 'cache') AS lookups,
    sum(n) FILTER (WHERE stream = 'platform_call.duration' AND dims ->> 'part' = 'cache' AND dims ->> 'hit' = 'true') AS hits
  FROM parts GROUP BY project_id, bucket
), named AS (
  SELECT project_id, bucket, m.metric_type, m.value, '{}'::jsonb AS tags
  FROM buckets b CROSS JOIN LATERAL (VALUES
    ('transaction_count', b.transactions::float8),
    ('transaction_error_rate', 100.0 * coalesce(b.transactions_failed, 0) / nullif(b.transactions, 0)),
    ('game_count', b.games), ('active_players', b.players),
    ('game_win_rate', 100.0 * coalesce(b.wins, 0) / nullif(b.rounds, 0)),
    ('game_avg_duration', b.round_ms / nullif(b.rounds, 0)),
    ('user_total', b.users), ('user_active', b.active), ('user_new_today', b.registered),
    ('fraud_flags_count', b.flags), ('fraud_critical_count', CASE WHEN b.flags > 0 THEN coalesce(b.critical, 0) END),
    ('fraud_avg_score', b.scores / nullif(b.flags, 0)),
    ('payment_count', b.payments), ('payment_failure_rate', 100.0 * coalesce(b.payments_failed, 0) / nullif(b.payments, 0)),
    ('api_latency_p99', greatest(b.api_min, least(b.api_max, ddsketch_quantile(b.api, 0.99)))),
    ('database_latency', greatest(b.database_min, least(b.database_max, ddsketch_quantile(b.database, 0.95)))),
    ('cache_hit_rate', 100.0 * coalesce(b.hits, 0) / nullif(b.lookups, 0))
  ) AS m (metric_type, value)
  WHERE m.value IS NOT NULL
  UNION ALL
  SELECT project_id, bucket, type || '_volume', sum(sum) FILTER (WHERE dims ->> 'status' = 'completed'),
    jsonb_build_object('currency', dims ->> 'currency')
  FROM parts WHERE stream IN ('transaction.amount', 'payment.amount')
  GROUP BY project_id, bucket, type, dims ->> 'currency'
)
SELECT md5(concat_ws(' ', project_id, metric_type, tags, extract(epoch FROM bucket)))::uuid AS id, metric_type,
  value::numeric(20, 8) AS value, tags, bucket AS "timestamp", NULL::timestamptz AS created_at, project_id
FROM named WHERE value IS NOT NULL;

-- While raw events are kept. What a call failed with is an error as well.
CREATE VIEW "error_logs" AS
SELECT e.id, coalesce(d.dims ->> 'service', d.dims ->> 'part') AS service,
  coalesce(d.dims ->> 'kind', d.dims ->> 'error') AS error_type, (d.dims ->> 'handled')::boolean AS handled,
  e.correlation_id, e.bucketed_at AS "timestamp", e.received_at AS created_at, p.slug AS project_id
FROM event e
JOIN dimension_set d ON d.id = e.dimension_set_id
JOIN project p ON p.id = e.project_id
WHERE d.event_type = 'error' OR (d.event_type = 'platform_call' AND d.dims ->> 'outcome' = 'failed');

-- Who did what; the details of an entry may name people and stay out.
CREATE VIEW "audit_events" AS
SELECT a.id, a.action AS event_type, a.actor, a.subject, a.at AS "timestamp", a.at AS created_at, p.slug AS project_id
FROM audit a LEFT JOIN project p ON p.id = a.project_id;

CREATE VIEW "health_checks" AS
SELECT e.id, coalesce(d.dims ->> 'target', d.dims ->> 'subsystem') AS service, d.dims ->> 'state' AS status,
  e.measures[latency.slot + 1] AS latency_ms, e.bucketed_at AS "timestamp", e.received_at AS created_at, p.slug AS project_id
FROM event e
JOIN dimension_set d ON d.id = e.dimension_set_id
JOIN project p ON p.id = e.project_id
LEFT JOIN measure_slot latency ON latency.event_type = d.event_type AND latency.measure = 'latency'
WHERE d.event_type IN ('health_check', 'subsystem_check');

-- One row per endpoint (or part of the platform) and hour.
CREATE VIEW "performance_metrics" AS
WITH parts AS (
  SELECT p.slug AS project_id, r.bucket, s.event_type, coalesce(s.dims ->> 'route', s.dims ->> 'part') AS endpoint,
    s.dims ->> 'method' AS method, s.measure, r.n, r.sum, r.min, r.max, r.sketch,
    s.dims ->> 'status' >= '500' OR s.dims ->> 'outcome' = 'failed' AS failed
  FROM series s
  JOIN project p ON p.id = s.project_id
  JOIN rollup r ON r.series_id = s.id AND r.grain = 3
  WHERE (s.event_type = 'api_request' AND s.measure IN ('', 'duration')) OR (s.event_type = 'platform_call' AND s.measure = 'duration')
), hours AS (
  SELECT project_id, bucket, endpoint, method,
    -- A request may have no duration, so that its own count counts; a call always has one.
    sum(n) FILTER (WHERE measure = '' OR event_type = 'platform_call') AS requests,
    coalesce(sum(n) FILTER (WHERE failed AND (measure = '' OR event_type = 'platform_call')), 0) AS errors,
    sum(n) FILTER (WHERE measure = 'duration') AS timed, sum(sum) FILTER (WHERE measure = 'duration') AS total_ms,
    min(min) FILTER (WHERE measure = 'duration') AS min_ms, max(max) FILTER (WHERE measure = 'duration') AS max_ms,
    array_agg(sketch) FILTER (WHERE sketch IS NOT NULL) AS sketches
  FROM parts GROUP BY project_id, bucket, endpoint, method
)
SELECT md5(concat_ws(' ', project_id, endpoint, method, extract(epoch FROM bucket)))::uuid AS id, endpoint, method,
  requests::bigint AS requests, errors::bigint AS errors, 100.0 * errors / nullif(requests, 0) AS error_rate,
  total_ms / nullif(timed, 0) AS avg_ms, min_ms, max_ms,
  greatest(min_ms, least(max_ms, ddsketch_quantile(sketches, 0.5))) AS p50_ms,
  greatest(min_ms, least(max_ms, ddsketch_quantile(sketches, 0.95))) AS p95_ms,
  greatest(min_ms, least(max_ms, ddsketch_quantile(sketches, 0.99))) AS p99_ms,
  bucket AS "timestamp", NULL::timestamptz AS created_at, project_id
FROM hours;

CREATE VIEW "compliance_events" AS
SELECT e.id, d.dims ->> 'kind' AS event_type, d.dims ->> 'term' AS term, d.dims ->> 'rule' AS rule,
  e.actor_id AS user_pseudonym, e.bucketed_at AS "timestamp", e.received_at AS created_at, p.slug AS project_id
FROM event e
JOIN dimension_set d ON d.id = e.dimension_set_id
JOIN project p ON p.id = e.project_id
WHERE d.event_type = 'compliance_event';

CREATE VIEW "risk_scores_history" AS
SELECT e.id, e.actor_id AS user_pseudonym, e.measures[score.slot + 1] AS risk_score, d.dims ->> 'band' AS risk_level,
  e.bucketed_at AS "timestamp", e.received_at AS created_at, p.slug AS project_id
FROM event e
JOIN dimension_set d ON d.id = e.dimension_set_id
JOIN project p ON p.id = e.project_id
LEFT JOIN measure_slot score ON score.event_type = d.event_type AND score.measure = 'score'
WHERE d.event_type = 'risk_score';

COMMENT ON VIEW "alerts" IS 'Incidents with the value that opened them. status: triggered, acknowledged, escalated or resolved';
COMMENT ON VIEW "metrics_history" IS 'Monitoring metrics by five minutes: rates in percent, times in ms, amounts in minor units of tags.currency. Ask for one project and range';
COMMENT ON VIEW "error_logs" IS 'Errors, while raw events are kept';
COMMENT ON VIEW "audit_events" IS 'Who did what; project_id is NULL where it concerns the whole organization';
COMMENT ON VIEW "health_checks" IS 'Looks at whether something works: up, down, unknown or maintenance. While raw events are kept';
COMMENT ON VIEW "performance_metrics" IS 'Requests by endpoint and hour. Ask for one project and range';
COMMENT ON VIEW "compliance_events" IS 'Compliance events, while raw events are kept; people by pseudonym';
COMMENT ON VIEW "risk_scores_history" IS 'Risk scores as they were judged, while raw events are kept; people by pseudonym';

-- The role is made with the views of the narrative game, where it may be made at all.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tidemark_reader') THEN
    GRANT SELECT ON "alerts", "metrics_history", "error_logs", "audit_events", "health_checks", "performance_metrics",
      "compliance_events", "risk_scores_history" TO "tidemark_reader";
  END IF;
END $$;
