-- The same aggregates as a rebuild's 1h rows, by Postgres alone: count, sum, smallest, largest and the counts of the
-- logarithmic 1 % bins, per hour, dimension set and measure. One statement; grouping by bin first lets parallel workers
-- do all of the work on raw rows, and taking the measures one by one spares them a join.
CREATE TEMP TABLE rebuilt AS
WITH bins AS (
  SELECT date_bin('1 hour', bucketed_at, '2000-01-01 00:00:00+00') AS bucket, dimension_set_id, 'latency' AS measure,
    CASE WHEN measures[1] = 0 THEN 0 ELSE ceil(ln(measures[1]) * (1 / ln(1.01::float8 / 0.99))) END AS bin,
    count(*) AS n, sum(measures[1]) AS sum, min(measures[1]) AS min, max(measures[1]) AS max
  FROM event WHERE project_id = :project AND measures[1] IS NOT NULL GROUP BY 1, 2, 4
  UNION ALL
  SELECT date_bin('1 hour', bucketed_at, '2000-01-01 00:00:00+00'), dimension_set_id, 'bytes',
    CASE WHEN measures[2] = 0 THEN 0 ELSE ceil(ln(measures[2]) * (1 / ln(1.01::float8 / 0.99))) END,
    count(*), sum(measures[2]), min(measures[2]), max(measures[2])
  FROM event WHERE project_id = :project AND measures[2] IS NOT NULL GROUP BY 1, 2, 4
)
SELECT bucket, dimension_set_id, measure, sum(n)::int8 AS n, sum(sum) AS sum, min(min) AS min, max(max) AS max,
  array_agg(bin) AS bins, array_agg(n) AS counts
FROM bins GROUP BY 1, 2, 3
