-- CreateTable
CREATE TABLE "funnel_day" (
    "project_id" INTEGER NOT NULL,
    "funnel" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "revision" BIGINT NOT NULL,
    "matured" BOOLEAN NOT NULL,
    "restated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "funnel_day_pkey" PRIMARY KEY ("project_id","funnel","day")
);

-- CreateTable
CREATE TABLE "funnel_day_count" (
    "project_id" INTEGER NOT NULL,
    "funnel" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "breakdown_hash" UUID NOT NULL,
    "breakdown" JSONB NOT NULL,
    "counts" DOUBLE PRECISION[] NOT NULL,

    CONSTRAINT "funnel_day_count_pkey" PRIMARY KEY ("project_id","funnel","day","breakdown_hash")
);

ALTER TABLE "funnel_day"
  ADD CONSTRAINT "funnel_day_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE;

-- AddForeignKey
ALTER TABLE "funnel_day_count" ADD CONSTRAINT "funnel_day_count_project_id_funnel_day_fkey" FOREIGN KEY ("project_id", "funnel", "day") REFERENCES "funnel_day"("project_id", "funnel", "day") ON DELETE CASCADE ON UPDATE CASCADE;

-- The game funnel of the narrative game for BI tools. A step is the share of those that took the one before; nobody there, no share.
CREATE VIEW "awf_funnels_daily" AS
SELECT md5(concat_ws(' ', p.slug, c.day, c.breakdown_hash))::uuid AS id, c.day AS date, c.breakdown ->> 'adventure' AS adventure,
  c.breakdown ->> 'world' AS world, c.breakdown ->> 'experiment' AS experiment, c.breakdown ->> 'variation' AS variation,
  s.started AS start_count, s.choice AS first_choice_count, s.npc AS first_npc_join_count, s.craft AS first_craft_count,
  s.vendor AS first_vendor_count, s.boss AS first_boss_count, s.completed AS completion_count,
  s.choice::numeric / nullif(s.started, 0) AS start_to_choice_rate, s.npc::numeric / nullif(s.choice, 0) AS choice_to_npc_rate,
  s.craft::numeric / nullif(s.npc, 0) AS npc_to_craft_rate, s.vendor::numeric / nullif(s.craft, 0) AS craft_to_vendor_rate,
  s.boss::numeric / nullif(s.vendor, 0) AS vendor_to_boss_rate, s.completed::numeric / nullif(s.boss, 0) AS boss_to_completion_rate,
  s.completed::numeric / nullif(s.started, 0) AS overall_completion_rate, d.restated_at AS created_at, p.slug AS project_id
FROM funnel_day_count c
JOIN funnel_day d USING (project_id, funnel, day)
JOIN project p ON p.id = c.project_id
CROSS JOIN LATERAL (
  SELECT round(c.counts[1])::int, round(c.counts[2])::int, round(c.counts[3])::int, round(c.counts[4])::int,
    round(c.counts[5])::int, round(c.counts[6])::int, round(c.counts[7])::int
) AS s (started, choice, npc, craft, vendor, boss, completed)
WHERE c.funnel = 'narrative-game.game';

COMMENT ON VIEW "awf_funnels_daily" IS 'Sessions of the narrative game by the day of the project on which they started. created_at: when the day was last counted. Days count again until a day after they end, and when late events change them';

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tidemark_reader') THEN
    GRANT SELECT ON "awf_funnels_daily" TO "tidemark_reader";
  END IF;
END $$;
