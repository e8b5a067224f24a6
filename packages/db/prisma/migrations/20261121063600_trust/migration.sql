-- Sets of people are exact below 64.
ALTER TABLE "project" ADD COLUMN "privacy_k" SMALLINT CHECK ("privacy_k" BETWEEN 2 AND 64);

-- CreateTable
CREATE TABLE "rollup_audit" (
    "project_id" INTEGER NOT NULL,
    "event_type" TEXT NOT NULL,
    "day" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL CHECK ("state" IN ('verified', 'differs')),
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "difference" JSONB,

    CONSTRAINT "rollup_audit_pkey" PRIMARY KEY ("project_id","event_type","day")
);
CREATE INDEX "rollup_audit_checked_at_idx" ON "rollup_audit"("checked_at");

-- CreateTable
CREATE TABLE "rollup_look" (
    "project_id" INTEGER NOT NULL,
    "event_type" TEXT NOT NULL,
    "day" TIMESTAMPTZ(3) NOT NULL,
    "looked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rollup_look_pkey" PRIMARY KEY ("project_id","event_type","day")
);
CREATE INDEX "rollup_look_looked_at_idx" ON "rollup_look"("looked_at");
