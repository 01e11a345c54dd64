CREATE TABLE "health_changes" (
	"host_id" uuid NOT NULL,
	"node" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"status" text NOT NULL,
	"cause" text,
	CONSTRAINT "health_changes_host_id_node_at_pk" PRIMARY KEY("host_id","node","at")
);
--> statement-breakpoint
ALTER TABLE "health_changes" ADD CONSTRAINT "health_changes_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "health_changes_by_host" ON "health_changes" USING btree ("host_id","at");--> statement-breakpoint
CREATE INDEX "health_changes_by_time" ON "health_changes" USING btree ("at");