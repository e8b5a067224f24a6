-- How much each channel was told within the last minute.
CREATE INDEX "notification_sent_idx" ON "notification"("sent_at") WHERE "sent_at" IS NOT NULL;
