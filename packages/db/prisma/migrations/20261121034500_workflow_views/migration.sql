-- Workflow runs for BI tools, under the names and columns of the document they know. Read only: everything is kept elsewhere.
CREATE TYPE "metrics_event_type" AS ENUM (
  'run_started', 'run_succeeded', 'run_failed', 'pdf_succeeded', 'pdf_failed', 'docx_succeeded', 'docx_failed',
  'queue_enqueued', 'queue_dequeued'
);
CREATE TYPE "rollup_bucket" AS ENUM ('1m', '5m', '1h', '1d');
CREATE TYPE "sli_window" AS ENUM ('1d', '7d', '30d');

-- The bins of one encoded DDSketch (packages/metrics/src/sketch/bin-codec.ts): a version byte, then per bin, in key order,
-- varint(position * 2 + (count > 1)) and, where the low bit is set, varint(count - 2). A position is the zigzag distance from
-- the key of 1 for the first bin, the distance from the key before minus 1 for the others.
CREATE FUNCTION "ddsketch_bins"("sketch" BYTEA) RETURNS TABLE ("key" INTEGER, "n" NUMERIC)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
#variable_conflict use_variable
DECLARE
  key_of_one CONSTANT INTEGER := 37221;
  size CONSTANT INTEGER := length(sketch);
  pos INTEGER := 1;
  byte INTEGER;
  varint NUMERIC;
  scale NUMERIC;
  token BIGINT;
  distance BIGINT;
  first BOOLEAN := true;
BEGIN
  IF size = 0 OR get_byte(sketch, 0) <> 1 THEN RAISE EXCEPTION 'unknown sketch version'; END IF;
  WHILE pos < size LOOP
    varint := 0; scale := 1;
    LOOP
      byte := get_byte(sketch, pos); pos := pos + 1;
      varint := varint + (byte & 127) * scale; scale := scale * 128;
      EXIT WHEN byte < 128;
    END LOOP;
    token := varint; distance := token >> 1;
    IF first THEN key := key_of_one + ((distance >> 1) # -(distance & 1)); first := false;
    ELSE key := key + distance + 1; END IF;
    n := 1;
    IF token & 1 = 1 THEN
      varint := 0; scale := 1;
      LOOP
        byte := get_byte(sketch, pos); pos := pos + 1;
        varint := varint + (byte & 127) * scale; scale := scale * 128;
        EXIT WHEN byte < 128;
      END LOOP;
      n := varint + 2;
    END IF;
    RETURN NEXT;
  END LOOP;
END $$;

-- The value that stands for a key: 1 % wide bins, gamma = 1.01 / 0.99, the middle of each (packages/metrics/src/sketch/bins.ts).
CREATE FUNCTION "ddsketch_value"("key" INTEGER) RETURNS DOUBLE PRECISION
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN key = 0 THEN 0 ELSE sign(key) * exp((abs(key) - 37221) * ln(1.01::float8 / 0.99::float8) + ln(2 / (1.01::float8 / 0.99::float8 + 1))) END
$$;

-- The value of nearest rank ceil(q n) in all sketches together, within 1 %; NULL where they are empty.
CREATE FUNCTION "ddsketch_quantile"("sketches" BYTEA[], "q" DOUBLE PRECISION) RETURNS DOUBLE PRECISION
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  WITH bins AS (
    SELECT b.key, sum(b.n) AS n FROM unnest(sketches) AS s (sketch), ddsketch_bins(s.sketch) AS b GROUP BY b.key
  ), ranked AS (
    SELECT key, sum(n) OVER (ORDER BY key) AS upto, greatest(ceil(round(q::numeric, 12) * sum(n) OVER ()), 1) AS rank FROM bins
  )
  SELECT ddsketch_value(min(key)) FROM ranked WHERE upto >= rank
$$;

CREATE VIEW "metrics_events" AS
SELECT e.id, p.organization_id AS tenant_id, p.slug AS project_id, d.dims ->> 'workflow' AS workflow_id,
  e.correlation_id AS run_id,
  -- A condition on it may be tried before the one below: event types of others must not be cast.
  CASE WHEN d.event_type = ANY (enum_range(NULL::metrics_event_type)::text[]) THEN d.event_type::metrics_event_type END AS type,
  e.bucketed_at AS ts,
  round(e.measures[duration.slot + 1])::bigint AS duration_ms,
  jsonb_strip_nulls(jsonb_build_object(
    'error_type', d.dims ->> 'error_type', 'step_count', e.measures[steps.slot + 1], 'file_size', e.measures[size.slot + 1]
  )) AS payload,
  e.received_at AS created_at
FROM event e
JOIN dimension_set d ON d.id = e.dimension_set_id
JOIN project p ON p.id = e.project_id
LEFT JOIN measure_slot duration ON duration.event_type = d.event_type AND duration.measure = 'duration'
LEFT JOIN measure_slot steps ON steps.event_type = d.event_type AND steps.measure = 'step_count'
LEFT JOIN measure_slot size ON size.event_type = d.event_type AND size.measure = 'file_size'
WHERE d.event_type = ANY (enum_range(NULL::metrics_event_type)::text[]);

-- One row per workflow and bucket, and one with no workflow for all of them together. When rows were written is not kept.
CREATE VIEW "metrics_rollups" AS
-- Project, bucket and its start are grouped by as they are, so that conditions on them reach the rows.
WITH parts AS (
  SELECT p.organization_id AS tenant_id, p.slug AS project_id, scope.workflow_id, scope.is_all, r.bucket AS bucket_start,
    g.bucket, s.event_type, r.n, r.sketch, r.min, r.max, s.event_type IN ('run_succeeded', 'run_failed') AS is_run
  FROM series s
  JOIN project p ON p.id = s.project_id
  CROSS JOIN (VALUES (1::smallint, '1m'::rollup_bucket), (2, '5m'), (3, '1h'), (4, '1d')) AS g (grain, bucket)
  JOIN rollup r ON r.series_id = s.id AND r.grain = g.grain
  CROSS JOIN LATERAL (VALUES (s.dims ->> 'workflow', false), (NULL, true)) AS scope (workflow_id, is_all)
  WHERE s.event_type = ANY (enum_range(NULL::metrics_event_type)::text[])
    -- Whatever ended carries its duration, so that these rows count the events as well; the others have bare counts.
    AND s.measure = CASE WHEN s.event_type IN ('run_started', 'queue_enqueued', 'queue_dequeued') THEN '' ELSE 'duration' END
), buckets AS (
  SELECT tenant_id, project_id, workflow_id, bucket_start, bucket, is_all,
    coalesce(sum(n) FILTER (WHERE event_type = 'run_succeeded'), 0)::bigint AS runs_success,
    coalesce(sum(n) FILTER (WHERE event_type = 'run_failed'), 0)::bigint AS runs_error,
    coalesce(sum(n) FILTER (WHERE event_type = 'pdf_succeeded'), 0)::bigint AS pdf_success,
    coalesce(sum(n) FILTER (WHERE event_type = 'pdf_failed'), 0)::bigint AS pdf_error,
    coalesce(sum(n) FILTER (WHERE event_type = 'docx_succeeded'), 0)::bigint AS docx_success,
    coalesce(sum(n) FILTER (WHERE event_type = 'docx_failed'), 0)::bigint AS docx_error,
    coalesce(sum(n) FILTER (WHERE event_type = 'queue_enqueued'), 0)::bigint AS queue_enqueued,
    coalesce(sum(n) FILTER (WHERE event_type = 'queue_dequeued'), 0)::bigint AS queue_dequeued,
    array_agg(sketch) FILTER (WHERE is_run AND sketch IS NOT NULL) AS sketches,
    min(min) FILTER (WHERE is_run) AS shortest, max(max) FILTER (WHERE is_run) AS longest
  FROM parts
  GROUP BY tenant_id, project_id, workflow_id, is_all, bucket_start, bucket
)
SELECT md5(concat_ws(' ', project_id, bucket, extract(epoch FROM bucket_start), workflow_id))::uuid AS id,
  tenant_id, project_id, workflow_id, bucket_start, bucket, runs_success + runs_error AS runs_count, runs_success, runs_error,
  round(greatest(shortest, least(longest, ddsketch_quantile(sketches, 0.5))))::bigint AS dur_p50,
  round(greatest(shortest, least(longest, ddsketch_quantile(sketches, 0.95))))::bigint AS dur_p95,
  pdf_success, pdf_error, docx_success, docx_error, queue_enqueued, queue_dequeued,
  NULL::timestamptz AS created_at, NULL::timestamptz AS updated_at
FROM buckets
-- What a queue did for no workflow is only in the row of all.
WHERE is_all OR workflow_id IS NOT NULL;

CREATE VIEW "sli_configs" AS
SELECT c.id, p.organization_id AS tenant_id, p.slug AS project_id, c.workflow AS workflow_id, c.target_success_pct,
  c.target_p95_ms, c.error_budget_pct, c."window"::sli_window AS "window", c.created_at, c.updated_at
FROM sli_config c JOIN project p ON p.id = c.project_id;

-- Percentages from the counts, in numeric: nothing is rounded before it is divided.
CREATE VIEW "sli_windows" AS
SELECT w.id, p.organization_id AS tenant_id, p.slug AS project_id, w.workflow AS workflow_id, w.window_start, w.window_end,
  w.good * 100.0 / nullif(w.total, 0) AS success_pct, w.p95_ms,
  (w.total - w.good) * 10000.0 / nullif(w.total * (100 - w.target_success_pct + w.error_budget_pct), 0) AS error_budget_burn_pct,
  w.created_at, w."window"::sli_window AS "window", w.good, w.total
FROM sli_window_snapshot w JOIN project p ON p.id = w.project_id;

COMMENT ON VIEW "metrics_events" IS 'Raw events of workflow runs, while raw events are kept. tenant_id: organization, project_id: slug of the project';
COMMENT ON VIEW "metrics_rollups" IS 'Workflow runs by bucket; a row without workflow_id is all workflows. Days are those of the project. Ask for one project, bucket and range';
COMMENT ON VIEW "sli_configs" IS 'Targets that were saved; the defaults are 99 %, 5000 ms, 1 %, 7d';
COMMENT ON VIEW "sli_windows" IS 'Saved service levels with the counts they come from';
