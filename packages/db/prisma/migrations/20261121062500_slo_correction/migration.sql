-- CreateTable
CREATE TABLE "slo_correction" (
    "id" UUID NOT NULL,
    "project_id" INTEGER NOT NULL,
    "slo" TEXT,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "slo_correction_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "slo_correction_project_id_to_at_idx" ON "slo_correction"("project_id", "to_at");

ALTER TABLE "slo_correction"
  ADD CONSTRAINT "slo_correction_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE,
  ADD CONSTRAINT "slo_correction_order_check" CHECK ("from_at" < "to_at");
