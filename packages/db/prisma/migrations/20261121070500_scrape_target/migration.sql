-- CreateTable
CREATE TABLE "scrape_target" (
    "project_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "settled" JSONB,
    "pending" JSONB,

    CONSTRAINT "scrape_target_pkey" PRIMARY KEY ("project_id","name")
);

-- What Prisma's language leaves out here.
ALTER TABLE "scrape_target" ADD CONSTRAINT "scrape_target_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE;
