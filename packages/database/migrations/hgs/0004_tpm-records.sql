CREATE TABLE "dump_keys" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"digest" text NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"added_by" text NOT NULL,
	CONSTRAINT "dump_keys_name_unique" UNIQUE("name"),
	CONSTRAINT "dump_keys_digest_unique" UNIQUE("digest")
);
--> statement-breakpoint
CREATE TABLE "tpm_records" (
	"ek_hash" text NOT NULL,
	"attestation_key_name" text NOT NULL,
	"in_endorsement_hierarchy" boolean NOT NULL,
	"clock" numeric(20, 0) NOT NULL,
	"reset_count" bigint NOT NULL,
	"restart_count" bigint NOT NULL,
	"identity_key" text,
	"host_name" text,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "tpm_records_ek_hash_attestation_key_name_pk" PRIMARY KEY("ek_hash","attestation_key_name")
);
--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "known" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "tpm_hosts" ADD COLUMN "alarm" jsonb;