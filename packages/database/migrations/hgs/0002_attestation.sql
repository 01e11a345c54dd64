CREATE TABLE "baselines" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"event_log" text NOT NULL,
	"event_count" integer NOT NULL,
	"banks" text[] NOT NULL,
	"content" jsonb NOT NULL,
	"fixed_events" integer NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"added_by" text NOT NULL,
	"last_matched_at" timestamp with time zone,
	CONSTRAINT "baselines_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "challenges" (
	"id" "bytea" PRIMARY KEY NOT NULL,
	"ek_hash" text NOT NULL,
	"ak_public" "bytea" NOT NULL,
	"secret" "bytea" NOT NULL,
	"nonce" "bytea" NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "event_logs" (
	"digest" text PRIMARY KEY NOT NULL,
	"content" "bytea" NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feed_entries" (
	"sequence" bigint PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"body" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policy_states" (
	"name" text PRIMARY KEY NOT NULL,
	"enabled" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "service_keys" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"purpose" text NOT NULL,
	"certificate" "bytea" NOT NULL,
	"thumbprint" text NOT NULL,
	"sealed_key" "bytea" NOT NULL,
	"valid_until" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "service_keys_thumbprint_unique" UNIQUE("thumbprint")
);
--> statement-breakpoint
CREATE TABLE "tpm_hosts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"ek_hash" text NOT NULL,
	"ek_public" "bytea" NOT NULL,
	"ek_certificate" "bytea",
	"without_certificate" boolean NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"added_by" text NOT NULL,
	"last_attested_at" timestamp with time zone,
	CONSTRAINT "tpm_hosts_name_unique" UNIQUE("name"),
	CONSTRAINT "tpm_hosts_ek_hash_unique" UNIQUE("ek_hash")
);
--> statement-breakpoint
CREATE TABLE "tpm_roots" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"subject" text NOT NULL,
	"thumbprint" text NOT NULL,
	"certificate" "bytea" NOT NULL,
	"valid_until" timestamp with time zone NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	CONSTRAINT "tpm_roots_thumbprint_unique" UNIQUE("thumbprint")
);
--> statement-breakpoint
CREATE TABLE "trust_revision" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"revision" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "trust_revision_is_one_row" CHECK ("trust_revision"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "trusted_policies" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"digests" text[] NOT NULL,
	"facts" jsonb,
	"enabled" boolean DEFAULT true NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"added_by" text NOT NULL,
	CONSTRAINT "trusted_policies_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "verdicts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"ek_hash" text NOT NULL,
	"host_name" text,
	"authorized" boolean NOT NULL,
	"status" text NOT NULL,
	"event_log" text,
	"body" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "waiting_hosts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"ek_hash" text NOT NULL,
	"ek_public" "bytea" NOT NULL,
	"ek_certificate" "bytea",
	"claimed_name" text NOT NULL,
	"event_log" text,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 1 NOT NULL,
	"last_verdict_at" timestamp with time zone NOT NULL,
	CONSTRAINT "waiting_hosts_ek_hash_unique" UNIQUE("ek_hash")
);
--> statement-breakpoint
ALTER TABLE "baselines" ADD CONSTRAINT "baselines_event_log_event_logs_digest_fk" FOREIGN KEY ("event_log") REFERENCES "public"."event_logs"("digest") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waiting_hosts" ADD CONSTRAINT "waiting_hosts_event_log_event_logs_digest_fk" FOREIGN KEY ("event_log") REFERENCES "public"."event_logs"("digest") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "challenges_by_expiry" ON "challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "service_keys_by_purpose" ON "service_keys" USING btree ("purpose");--> statement-breakpoint
CREATE INDEX "verdicts_by_time" ON "verdicts" USING btree ("at");--> statement-breakpoint
CREATE INDEX "verdicts_by_tpm" ON "verdicts" USING btree ("ek_hash","at");--> statement-breakpoint
CREATE INDEX "waiting_hosts_by_time" ON "waiting_hosts" USING btree ("last_seen_at");--> statement-breakpoint
INSERT INTO "trust_revision" ("id", "revision") VALUES (1, 0);
