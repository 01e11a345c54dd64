CREATE TABLE "rollout_hosts" (
	"rollout" uuid NOT NULL,
	"ek_hash" text NOT NULL,
	CONSTRAINT "rollout_hosts_rollout_ek_hash_pk" PRIMARY KEY("rollout","ek_hash")
);
--> statement-breakpoint
CREATE TABLE "rollouts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"state" text DEFAULT 'planned' NOT NULL,
	"old_baseline" uuid,
	"old_name" text NOT NULL,
	"new_baseline" uuid,
	"new_name" text NOT NULL,
	"canary" text NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"auto_retire" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"started_at" timestamp with time zone,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	CONSTRAINT "rollouts_name_unique" UNIQUE("name")
);
--> statement-breakpoint
ALTER TABLE "baselines" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "baselines" ADD COLUMN "supersedes" uuid;--> statement-breakpoint
ALTER TABLE "baselines" ADD COLUMN "owner" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "baselines" ADD COLUMN "note" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "baselines" ADD COLUMN "source" text DEFAULT 'uploaded' NOT NULL;--> statement-breakpoint
ALTER TABLE "baselines" ADD COLUMN "source_host" text;--> statement-breakpoint
ALTER TABLE "baselines" ADD COLUMN "ignores" integer[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "baselines" ADD COLUMN "ignores_reason" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "baselines" ADD COLUMN "retired_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "baselines" ADD COLUMN "retired_by" text;--> statement-breakpoint
ALTER TABLE "baselines" ADD COLUMN "retired_reason" text;--> statement-breakpoint
ALTER TABLE "event_logs" ADD COLUMN "boot_set" text;--> statement-breakpoint
ALTER TABLE "verdicts" ADD COLUMN "baseline" text GENERATED ALWAYS AS (body ->> 'baseline') STORED;--> statement-breakpoint
ALTER TABLE "verdicts" ADD COLUMN "is_log_proven" boolean GENERATED ALWAYS AS (authorized and body -> 'checks' @> '[{"id":"event-log-replay","outcome":"passed"},{"id":"event-log-accounted","outcome":"passed"},{"id":"event-log-finished","outcome":"passed"}]') STORED;--> statement-breakpoint
ALTER TABLE "rollout_hosts" ADD CONSTRAINT "rollout_hosts_rollout_rollouts_id_fk" FOREIGN KEY ("rollout") REFERENCES "public"."rollouts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollouts" ADD CONSTRAINT "rollouts_old_baseline_baselines_id_fk" FOREIGN KEY ("old_baseline") REFERENCES "public"."baselines"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollouts" ADD CONSTRAINT "rollouts_new_baseline_baselines_id_fk" FOREIGN KEY ("new_baseline") REFERENCES "public"."baselines"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baselines" ADD CONSTRAINT "baselines_supersedes_baselines_id_fk" FOREIGN KEY ("supersedes") REFERENCES "public"."baselines"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "event_logs_by_boot_set" ON "event_logs" USING btree ("boot_set");--> statement-breakpoint
CREATE INDEX "verdicts_by_log" ON "verdicts" USING btree ("event_log");