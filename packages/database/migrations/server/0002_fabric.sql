CREATE TABLE "code_integrity_policies" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"file_name" text NOT NULL,
	"file" text NOT NULL,
	"facts" jsonb NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL,
	"added_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feed_positions" (
	"source" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"last_kind" text
);
--> statement-breakpoint
CREATE TABLE "files" (
	"sha256" text PRIMARY KEY NOT NULL,
	"bytes" "bytea" NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fleet_samples" (
	"bucket" timestamp with time zone PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"passed" integer NOT NULL,
	"refused" integer NOT NULL,
	"unknown" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "hgs_settings" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"primary_pair" jsonb,
	"fallback_pair" jsonb,
	"shielding_helper_disk" text,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" text NOT NULL,
	CONSTRAINT "hgs_settings_single" CHECK ("hgs_settings"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "host_states" (
	"host_id" uuid PRIMARY KEY NOT NULL,
	"readings" jsonb NOT NULL,
	"nodes" jsonb NOT NULL,
	"saved_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "hosts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"host_group" text NOT NULL,
	"run_as_account_id" uuid NOT NULL,
	"guarded" boolean NOT NULL,
	"code_integrity_policy_id" uuid,
	"policy_deployed_at" timestamp with time zone,
	"policy_deployed_file" text,
	"maintenance" boolean DEFAULT false NOT NULL,
	"adding" boolean DEFAULT true NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL,
	"added_by" text NOT NULL,
	CONSTRAINT "hosts_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "job_steps" (
	"job_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"action" text NOT NULL,
	"name" text NOT NULL,
	"object" text,
	"host_id" uuid,
	"status" text NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"detail" text,
	"error" jsonb,
	"memo" text,
	CONSTRAINT "job_steps_job_id_position_pk" PRIMARY KEY("job_id","position")
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"status" text NOT NULL,
	"started_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"outcome" text,
	"cancel_requested" boolean DEFAULT false NOT NULL,
	"host_ids" uuid[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "run_as_accounts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"username" text NOT NULL,
	"secret" "bytea" NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tpm_standings" (
	"name" text NOT NULL,
	"ek_hash" text NOT NULL,
	"standing" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "tpm_standings_name_ek_hash_pk" PRIMARY KEY("name","ek_hash")
);
--> statement-breakpoint
CREATE TABLE "verdicts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"ek_hash" text NOT NULL,
	"host_name" text,
	"status" text NOT NULL,
	"body" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "code_integrity_policies" ADD CONSTRAINT "code_integrity_policies_file_files_sha256_fk" FOREIGN KEY ("file") REFERENCES "public"."files"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "host_states" ADD CONSTRAINT "host_states_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hosts" ADD CONSTRAINT "hosts_run_as_account_id_run_as_accounts_id_fk" FOREIGN KEY ("run_as_account_id") REFERENCES "public"."run_as_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hosts" ADD CONSTRAINT "hosts_code_integrity_policy_id_code_integrity_policies_id_fk" FOREIGN KEY ("code_integrity_policy_id") REFERENCES "public"."code_integrity_policies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_steps" ADD CONSTRAINT "job_steps_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "code_integrity_policies_by_name" ON "code_integrity_policies" USING btree (lower("name"));--> statement-breakpoint
CREATE INDEX "jobs_by_time" ON "jobs" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "jobs_by_host" ON "jobs" USING gin ("host_ids");--> statement-breakpoint
CREATE UNIQUE INDEX "run_as_accounts_by_name" ON "run_as_accounts" USING btree (lower("name"));--> statement-breakpoint
CREATE INDEX "verdicts_by_time" ON "verdicts" USING btree ("at");--> statement-breakpoint
CREATE INDEX "verdicts_by_tpm" ON "verdicts" USING btree ("ek_hash","at");