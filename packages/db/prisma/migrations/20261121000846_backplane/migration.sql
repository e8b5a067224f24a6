-- CreateTable
CREATE TABLE "backplane_entry" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "backplane_entry_pkey" PRIMARY KEY ("key")
);
