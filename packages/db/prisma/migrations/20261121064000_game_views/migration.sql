-- The narrative game for BI tools, under the names and columns of its document. Read only: everything is kept elsewhere.

-- The high words of one sparse HyperLogLog set (packages/metrics/src/sketch/hyperloglog.ts): a version byte, then per word,
-- rising, varint(word - word before - 1); a word whose last 20 bits are zero is followed by varint(rank). The rank of the
-- others is the position of their first one bit after the 12 that choose the register.
CREATE FUNCTION "hyperloglog_words"("set" BYTEA) RETURNS TABLE ("word" BIGINT, "rank" INTEGER)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
#variable_conflict use_variable
DECLARE
  size CONSTANT INTEGER := length(set);
  pos INTEGER := 1;
  byte INTEGER;
  varint BIGINT;
  shift INTEGER;
  rest BIGINT;
BEGIN
  word := -1;
  WHILE pos < size LOOP
    varint := 0; shift := 0;
    LOOP
      byte := get_byte(set, pos); pos := pos + 1;
      varint := varint | ((byte & 127)::bigint << shift); shift := shift + 7;
      EXIT WHEN byte < 128;
    END LOOP;
    word := word + varint + 1;
    rest := (word << 12) & 4294967295;
    IF rest = 0 THEN rank := get_byte(set, pos); pos := pos + 1;
    ELSE rank := 33 - length(ltrim(rest::bit(32)::text, '0')); END IF;
    RETURN NEXT;
  END LOOP;
END $$;

-- The registers of one dense set that are not empty: 4,096 ranks of 6 bits, four to three bytes, the first in the highest bits.
CREATE FUNCTION "hyperloglog_registers"("set" BYTEA) RETURNS TABLE ("register" INTEGER, "rank" INTEGER)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT four * 4 + place, (bits >> (18 - 6 * place)) & 63
  FROM generate_series(0, 1023) AS four
  CROSS JOIN LATERAL (
    SELECT (get_byte(set, 1 + 3 * four) << 16) | (get_byte(set, 2 + 3 * four) << 8) | get_byte(set, 3 + 3 * four) AS bits
  ) AS three
  CROSS JOIN generate_series(0, 3) AS place
  WHERE (bits >> (18 - 6 * place)) & 63 > 0
$$;

-- The number of distinct members when `counts[rank]` of the 4,096 registers have a rank: O. Ertl, arXiv:1702.01284, algorithm 6.
CREATE FUNCTION "hyperloglog_from_ranks"("counts" JSONB) RETURNS BIGINT
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  m CONSTANT FLOAT8 := 4096;
  z FLOAT8 := 0;
  x FLOAT8;
  y FLOAT8 := 1;
  total FLOAT8;
  before FLOAT8 := -1;
BEGIN
  x := 1 - coalesce((counts ->> '53')::float8, 0) / m;
  IF x > 0 AND x < 1 THEN
    total := 1 - x;
    WHILE before <> total LOOP
      x := sqrt(x); before := total; y := y * 0.5;
      total := total - (1 - x) * (1 - x) * y;
    END LOOP;
    z := m * total / 3;
  END IF;
  FOR rank IN REVERSE 52..1 LOOP z := 0.5 * (z + coalesce((counts ->> rank::text)::float8, 0)); END LOOP;
  x := coalesce((counts ->> '0')::float8, 0) / m;
  IF x = 1 THEN RETURN 0; END IF;
  total := x; y := 1; before := -1;
  WHILE before <> total LOOP
    x := x * x; before := total; total := total + x * y; y := y + y;
  END LOOP;
  RETURN floor(m * m / (2 * ln(2::float8) * (z + m * total)) + 0.5);
END $$;

-- How many distinct members all sets have together: counted up to 640, beyond it estimated within 1.6 % (one standard
-- deviation). NULL for no sets.
CREATE FUNCTION "hyperloglog_distinct"("sets" BYTEA[]) RETURNS BIGINT
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  WITH parts AS (SELECT part, get_byte(part, 0) AS version FROM unnest(sets) AS p (part) WHERE part IS NOT NULL),
  words AS (SELECT w.word, max(w.rank) AS rank FROM parts, hyperloglog_words(part) AS w WHERE version = 1 GROUP BY w.word),
  registers AS (
    SELECT register, max(rank) AS rank FROM (
      SELECT (word >> 20)::integer AS register, rank FROM words
      UNION ALL
      SELECT r.register, r.rank FROM parts, hyperloglog_registers(part) AS r WHERE version = 2
    ) AS every GROUP BY register
  )
  SELECT CASE
    WHEN NOT EXISTS (SELECT FROM parts) THEN NULL
    WHEN NOT EXISTS (SELECT FROM parts WHERE version <> 1) AND (SELECT count(*) FROM words) <= 640 THEN (SELECT count(*) FROM words)
    ELSE (
      SELECT hyperloglog_from_ranks(jsonb_object_agg(rank, n)) FROM (
        SELECT rank, count(*) AS n FROM registers GROUP BY rank
        UNION ALL
        SELECT 0, 4096 - (SELECT count(*) FROM registers)
      ) AS histogram
    )
  END
$$;

-- Every column of both tables, by project, bucket and the dimensions of a scene. Who plays in which language is personal, and
-- small groups of players could be told apart by it: nothing here is broken down by locale, its column is always NULL and
-- every row is all locales together. The API answers by locale, behind the privacy gate. Hours have no content version.
-- Counts and sums are weighted, as the API's are; ratios are divided last.
CREATE VIEW "awf_rollup" AS
WITH parts AS (
  SELECT p.slug AS project_id, p.timezone, r.grain, r.bucket, s.dims ->> 'world' AS world, s.dims ->> 'adventure' AS adventure,
    s.dims ->> 'model' AS model, s.dims ->> 'experiment' AS experiment, s.dims ->> 'variation' AS variation,
    CASE WHEN r.grain = 4 THEN s.dims ->> 'content_version' END AS content_version,
    s.event_type || '.' || s.measure AS stream, s.dims, r.weight_sum, r.sum, r.min, r.max, r.sketch, r."distinct"
  FROM series s
  JOIN project p ON p.id = s.project_id
  JOIN rollup r ON r.series_id = s.id AND r.grain IN (3, 4)
  WHERE s.event_type IN ('turn', 'craft', 'vendor_trade', 'party_change', 'dialogue', 'romance_scene', 'world_event')
), sums AS (
  SELECT project_id, timezone, grain, bucket, world, adventure, model, experiment, variation, content_version,
    coalesce(sum(weight_sum) FILTER (WHERE stream = 'turn.'), 0) AS turns,
    hyperloglog_distinct(array_agg("distinct") FILTER (WHERE stream = 'turn.@session')) AS sessions,
    hyperloglog_distinct(array_agg("distinct") FILTER (WHERE stream = 'turn.@session' AND dims ->> 'stuck' = 'true')) AS stuck,
    array_agg(sketch) FILTER (WHERE stream = 'turn.latency_ms' AND sketch IS NOT NULL) AS latency,
    min(min) FILTER (WHERE stream = 'turn.latency_ms') AS fastest,
    max(max) FILTER (WHERE stream = 'turn.latency_ms') AS slowest,
    sum(sum) FILTER (WHERE stream = 'turn.in_tokens') AS in_tokens,
    sum(sum) FILTER (WHERE stream = 'turn.out_tokens') AS out_tokens,
    coalesce(sum(sum) FILTER (WHERE stream = 'turn.retries'), 0) AS retries,
    coalesce(sum(weight_sum) FILTER (WHERE stream = 'turn.' AND dims ->> 'fallback' = 'true'), 0) AS fallbacks,
    coalesce(sum(sum) FILTER (WHERE stream = 'turn.validator_retries'), 0) AS validator_retries,
    coalesce(sum(sum) FILTER (WHERE stream = 'turn.ticks'), 0) AS ticks,
    coalesce(sum(sum) FILTER (WHERE stream = 'turn.tool_calls'), 0) AS tool_calls,
    coalesce(sum(sum) FILTER (WHERE stream = 'turn.acts'), 0) AS acts,
    coalesce(sum(sum) FILTER (WHERE stream = 'turn.choices'), 0) AS choices,
    coalesce(sum(sum) FILTER (WHERE stream = 'turn.softlock_hints'), 0) AS softlock_hints,
    coalesce(sum(sum) FILTER (WHERE stream = 'turn.gold_in'), 0)
      - coalesce(sum(sum) FILTER (WHERE stream = 'turn.gold_out'), 0) AS gold,
    sum(weight_sum) FILTER (WHERE stream = 'craft.') AS crafts,
    coalesce(sum(weight_sum) FILTER (WHERE stream = 'craft.' AND dims ->> 'outcome' = 'success'), 0) AS crafted,
    coalesce(sum(weight_sum) FILTER (WHERE stream = 'vendor_trade.'), 0) AS trades,
    coalesce(sum(weight_sum) FILTER (WHERE stream = 'party_change.' AND dims ->> 'change' = 'join'), 0) AS recruits,
    sum(sum) FILTER (WHERE stream = 'dialogue.candidates') / sum(weight_sum) FILTER (WHERE stream = 'dialogue.candidates') AS candidates,
    sum(weight_sum) FILTER (WHERE stream = 'romance_scene.' AND dims ->> 'consent' IN ('given', 'declined')) AS asked,
    coalesce(sum(weight_sum) FILTER (WHERE stream = 'romance_scene.' AND dims ->> 'consent' = 'given'), 0) AS given,
    coalesce(sum(weight_sum) FILTER (WHERE stream = 'world_event.'), 0) AS world_events
  FROM parts
  GROUP BY project_id, timezone, grain, bucket, world, adventure, model, experiment, variation, content_version
)
SELECT grain, bucket, timezone, project_id, world, adventure, NULL::text AS locale, model, experiment, variation, content_version,
  md5(concat_ws(' ', project_id, grain, extract(epoch FROM bucket), jsonb_build_array(world, adventure, model, experiment, variation, content_version)))::uuid AS id,
  round(turns)::bigint AS turns, coalesce(sessions, 0) AS sessions,
  round(greatest(fastest, least(slowest, ddsketch_quantile(latency, 0.5))))::bigint AS p50_latency_ms,
  round(greatest(fastest, least(slowest, ddsketch_quantile(latency, 0.95))))::bigint AS p95_latency_ms,
  round(in_tokens / nullif(turns, 0))::bigint AS avg_in_tokens, round(out_tokens / nullif(turns, 0))::bigint AS avg_out_tokens,
  round((retries / nullif(turns, 0))::numeric, 4) AS retry_rate,
  round((fallbacks / nullif(turns, 0))::numeric, 4) AS fallback_rate,
  round((validator_retries / nullif(turns, 0))::numeric, 4) AS validator_retry_rate,
  round(coalesce(stuck, 0)::numeric / nullif(sessions, 0), 4) AS stuck_rate,
  round((ticks / nullif(turns, 0))::numeric, 2) AS avg_ticks,
  round((tool_calls / nullif(turns, 0))::numeric, 2) AS tool_calls_per_turn,
  round((acts / nullif(turns, 0))::numeric, 2) AS acts_per_turn,
  round((choices / nullif(turns, 0))::numeric, 2) AS choices_per_turn,
  round((softlock_hints / nullif(turns, 0))::numeric, 4) AS softlock_hints_rate,
  round((gold / nullif(turns, 0))::numeric, 2) AS econ_velocity,
  round((crafted / nullif(crafts, 0))::numeric, 4) AS craft_success_rate,
  round((trades / nullif(turns, 0))::numeric, 4) AS vendor_trade_rate,
  round((recruits / nullif(turns, 0))::numeric, 4) AS party_recruits_rate,
  round(candidates::numeric, 2) AS dialogue_candidate_avg,
  round((given / nullif(asked, 0))::numeric, 4) AS romance_consent_rate,
  round((world_events / nullif(turns, 0))::numeric, 4) AS event_trigger_rate
FROM sums;

-- When rows were written is not kept. `project_id` comes last: the document knows one project only.
CREATE VIEW "awf_rollup_daily" AS
SELECT id, (bucket AT TIME ZONE timezone)::date AS date, world, adventure, locale, model, experiment, variation, content_version,
  turns, sessions, p50_latency_ms, p95_latency_ms, avg_in_tokens, avg_out_tokens, retry_rate, fallback_rate,
  validator_retry_rate, stuck_rate, avg_ticks, tool_calls_per_turn, acts_per_turn, choices_per_turn, softlock_hints_rate,
  econ_velocity, craft_success_rate, vendor_trade_rate, party_recruits_rate, dialogue_candidate_avg, romance_consent_rate,
  event_trigger_rate, NULL::timestamptz AS created_at, NULL::timestamptz AS updated_at, project_id
FROM awf_rollup WHERE grain = 4;

CREATE VIEW "awf_rollup_hourly" AS
SELECT id, bucket AS date_hour, world, adventure, locale, model, experiment, variation, turns, sessions, p95_latency_ms,
  retry_rate, fallback_rate, stuck_rate, NULL::timestamptz AS created_at, project_id
FROM awf_rollup WHERE grain = 3;

COMMENT ON VIEW "awf_rollup" IS 'What awf_rollup_daily and awf_rollup_hourly are cut from';
COMMENT ON VIEW "awf_rollup_daily" IS 'Narrative game by day of the project and scene. locale is always NULL: all locales together, the API breaks down by it. Ask for one project and range';
COMMENT ON VIEW "awf_rollup_hourly" IS 'Narrative game by hour and scene. locale is always NULL: all locales together, the API breaks down by it. Ask for one project and range';

-- Somebody who may read the views and nothing else; grant it to the login of a BI tool. Roles belong to the whole server and not
-- everybody may make them: where this one cannot be made, nothing is granted, and an administrator repeats what stands below.
DO $$
BEGIN
  CREATE ROLE "tidemark_reader" NOLOGIN;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;
  WHEN insufficient_privilege THEN RAISE NOTICE 'the role tidemark_reader was not made: not allowed';
END $$;
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tidemark_reader') THEN
    GRANT USAGE ON SCHEMA public TO "tidemark_reader";
    GRANT SELECT ON "awf_rollup_daily", "awf_rollup_hourly", "metrics_events", "metrics_rollups", "sli_configs", "sli_windows"
      TO "tidemark_reader";
  END IF;
END $$;
