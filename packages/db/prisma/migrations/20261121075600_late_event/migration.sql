-- Nobody counted the late events of days before this.
ALTER TABLE "project" ADD COLUMN "late_since" TIMESTAMPTZ(3);
UPDATE "project" SET "late_since" = now();

-- CreateTable
CREATE TABLE "late_event" (
    "project_id" INTEGER NOT NULL,
    "event_type" TEXT NOT NULL,
    "day" TIMESTAMPTZ(3) NOT NULL,
    "events" BIGINT NOT NULL,
    "restated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "late_event_pkey" PRIMARY KEY ("project_id","event_type","day")
);
