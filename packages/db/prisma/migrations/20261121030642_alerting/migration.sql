-- CreateTable
CREATE TABLE "alert_rule" (
    "id" UUID NOT NULL,
    "project_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "condition" JSONB NOT NULL,
    "severity" TEXT,
    "for_seconds" INTEGER NOT NULL,
    "keep_firing_for_seconds" INTEGER NOT NULL,
    "interval_seconds" INTEGER NOT NULL,
    "cooldown_seconds" INTEGER NOT NULL,
    "min_samples" INTEGER NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "next_run_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "last_evaluated_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_rule_channel" (
    "rule_id" UUID NOT NULL,
    "channel_id" UUID NOT NULL,

    CONSTRAINT "alert_rule_channel_pkey" PRIMARY KEY ("rule_id","channel_id")
);

-- CreateTable
CREATE TABLE "alert_channel" (
    "id" UUID NOT NULL,
    "project_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "config" JSONB NOT NULL DEFAULT '{}',
    "secret" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_channel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_instance" (
    "id" UUID NOT NULL,
    "rule_id" UUID NOT NULL,
    "labels" JSONB NOT NULL,
    "labels_hash" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'ok',
    "since" TIMESTAMPTZ(3) NOT NULL,
    "pending_since" TIMESTAMPTZ(3),
    "firing_since" TIMESTAMPTZ(3),
    "severity" TEXT,
    "remind_at" TIMESTAMPTZ(3),
    "last_value" DOUBLE PRECISION,
    "last_breach_at" TIMESTAMPTZ(3),
    "last_seen_at" TIMESTAMPTZ(3),
    "muted_until" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "alert_instance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_transition" (
    "id" UUID NOT NULL,
    "instance_id" UUID NOT NULL,
    "rule_id" UUID NOT NULL,
    "project_id" INTEGER NOT NULL,
    "instance_version" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from_state" TEXT NOT NULL,
    "to_state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "threshold" DOUBLE PRECISION,
    "severity" TEXT,
    "facts" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "alert_transition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident" (
    "id" UUID NOT NULL,
    "project_id" INTEGER NOT NULL,
    "rule_id" UUID,
    "instance_id" UUID,
    "title" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'triggered',
    "labels" JSONB NOT NULL,
    "message" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by" TEXT,
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_event" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "by" TEXT,
    "text" TEXT NOT NULL,
    "transition_id" UUID,

    CONSTRAINT "incident_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification" (
    "id" UUID NOT NULL,
    "project_id" INTEGER NOT NULL,
    "transition_id" UUID NOT NULL,
    "channel_id" UUID NOT NULL,
    "incident_id" UUID,
    "payload" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "drop_reason" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "sent_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_cooldown" (
    "key" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "transition_id" UUID NOT NULL,

    CONSTRAINT "alert_cooldown_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "alert_rule_project_id_idx" ON "alert_rule"("project_id");

-- CreateIndex
CREATE INDEX "alert_rule_channel_channel_id_idx" ON "alert_rule_channel"("channel_id");

-- CreateIndex
CREATE INDEX "alert_channel_project_id_idx" ON "alert_channel"("project_id");

-- CreateIndex
CREATE UNIQUE INDEX "alert_instance_rule_id_labels_hash_key" ON "alert_instance"("rule_id", "labels_hash");

-- CreateIndex
CREATE INDEX "alert_transition_project_id_at_idx" ON "alert_transition"("project_id", "at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "alert_transition_instance_id_instance_version_key" ON "alert_transition"("instance_id", "instance_version");

-- CreateIndex
CREATE INDEX "incident_project_id_opened_at_idx" ON "incident"("project_id", "opened_at" DESC);

-- CreateIndex
CREATE INDEX "incident_event_incident_id_at_idx" ON "incident_event"("incident_id", "at");

-- CreateIndex
CREATE INDEX "notification_incident_id_idx" ON "notification"("incident_id");

-- CreateIndex
CREATE INDEX "notification_project_id_created_at_idx" ON "notification"("project_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "notification_transition_id_channel_id_key" ON "notification"("transition_id", "channel_id");

-- AddForeignKey
ALTER TABLE "alert_rule_channel" ADD CONSTRAINT "alert_rule_channel_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "alert_rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_rule_channel" ADD CONSTRAINT "alert_rule_channel_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "alert_channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_instance" ADD CONSTRAINT "alert_instance_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "alert_rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_transition" ADD CONSTRAINT "alert_transition_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "alert_instance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_transition" ADD CONSTRAINT "alert_transition_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "alert_rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "alert_rule"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "alert_instance"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_event" ADD CONSTRAINT "incident_event_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_event" ADD CONSTRAINT "incident_event_transition_id_fkey" FOREIGN KEY ("transition_id") REFERENCES "alert_transition"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification" ADD CONSTRAINT "notification_transition_id_fkey" FOREIGN KEY ("transition_id") REFERENCES "alert_transition"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification" ADD CONSTRAINT "notification_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "alert_channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification" ADD CONSTRAINT "notification_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma's language cannot say.
CREATE UNIQUE INDEX "alert_rule_name_key" ON "alert_rule"("project_id", "name") WHERE "deleted_at" IS NULL;
CREATE INDEX "alert_rule_due_idx" ON "alert_rule"("next_run_at") WHERE "enabled" AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "incident_unresolved_key" ON "incident"("instance_id") WHERE "state" <> 'resolved';
CREATE INDEX "notification_due_idx" ON "notification"("next_attempt_at") WHERE "state" IN ('queued', 'sending');

ALTER TABLE "alert_rule"
    ADD CONSTRAINT "alert_rule_severity_check" CHECK ("severity" IN ('info', 'warning', 'critical', 'emergency')),
    ADD CONSTRAINT "alert_rule_times_check" CHECK ("for_seconds" >= 0 AND "keep_firing_for_seconds" >= 0 AND "cooldown_seconds" >= 0 AND "interval_seconds" > 0 AND "min_samples" > 0);
ALTER TABLE "alert_instance"
    ADD CONSTRAINT "alert_instance_state_check" CHECK ("state" IN ('ok', 'pending', 'firing', 'recovering', 'no_data', 'error')),
    ADD CONSTRAINT "alert_instance_pending_check" CHECK (("state" = 'pending') = ("pending_since" IS NOT NULL)),
    ADD CONSTRAINT "alert_instance_firing_check" CHECK (("state" IN ('firing', 'recovering')) = ("firing_since" IS NOT NULL)),
    ADD CONSTRAINT "alert_instance_severity_check" CHECK ("severity" IN ('info', 'warning', 'critical', 'emergency'));
ALTER TABLE "incident"
    ADD CONSTRAINT "incident_state_check" CHECK ("state" IN ('triggered', 'acknowledged', 'escalated', 'resolved')),
    ADD CONSTRAINT "incident_severity_check" CHECK ("severity" IN ('info', 'warning', 'critical', 'emergency')),
    ADD CONSTRAINT "incident_resolved_check" CHECK (("state" = 'resolved') = ("resolved_at" IS NOT NULL));
ALTER TABLE "incident_event" ADD CONSTRAINT "incident_event_kind_check" CHECK ("kind" IN ('transition', 'move', 'note', 'delivery'));
ALTER TABLE "notification"
    ADD CONSTRAINT "notification_state_check" CHECK ("state" IN ('queued', 'sending', 'sent', 'failed', 'dropped')),
    ADD CONSTRAINT "notification_drop_check" CHECK (("state" = 'dropped') = ("drop_reason" IS NOT NULL)),
    ADD CONSTRAINT "notification_due_check" CHECK ("state" NOT IN ('queued', 'sending') OR "next_attempt_at" IS NOT NULL);
