-- One row a run.
create table if not exists callbacks_audit (
	run_id uuid not null primary key,
	parent_id uuid,
	root_id uuid not null,
	kind varchar(16) not null,
	name varchar(255) not null,
	provider varchar(100),
	model varchar(255),
	started_at timestamp(6) with time zone not null,
	user_id varchar(255),
	conversation_id varchar(255),
	tags text,
	metadata text,
	input text,
	instance varchar(255) not null,
	epoch bigint not null,
	outcome varchar(16),
	reason varchar(255),
	ended_at timestamp(6) with time zone,
	duration_nanos bigint,
	first_token_nanos bigint,
	tokens bigint,
	response_model varchar(255),
	finish_reason varchar(255),
	input_tokens bigint,
	output_tokens bigint,
	total_tokens bigint,
	usage_estimated boolean,
	output text,
	abandoned_at timestamp(6) with time zone,
	start_chain bigint,
	start_link bigint,
	start_mac bytea,
	end_chain bigint,
	end_link bigint,
	end_mac bytea,
	abandon_chain bigint,
	abandon_link bigint,
	abandon_mac bytea
);

create index if not exists callbacks_audit_conversation on callbacks_audit (conversation_id, run_id);
create index if not exists callbacks_audit_user on callbacks_audit (user_id, run_id);
create index if not exists callbacks_audit_outcome on callbacks_audit (outcome, run_id);
create index if not exists callbacks_audit_started on callbacks_audit (started_at);
create index if not exists callbacks_audit_ended on callbacks_audit (ended_at);
create unique index if not exists callbacks_audit_start_link on callbacks_audit (start_chain, start_link);
create unique index if not exists callbacks_audit_end_link on callbacks_audit (end_chain, end_link);
create unique index if not exists callbacks_audit_abandon_link on callbacks_audit (abandon_chain, abandon_link);

-- One row a process: its lease, and the head of its chain.
create table if not exists callbacks_audit_epoch (
	epoch bigint not null primary key,
	instance varchar(255) not null,
	lease_until timestamp(6) with time zone not null,
	links bigint,
	head bytea,
	removed_links bigint,
	removed_mac bytea
);

-- Points of a chain from which it can be verified when rows before are gone.
create table if not exists callbacks_audit_checkpoint (
	chain bigint not null,
	link bigint not null,
	head bytea not null,
	primary key (chain, link)
);
