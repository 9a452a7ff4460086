// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.UUID;

import dev.callbacks.autoconfigure.operation.Content;
import dev.callbacks.jdbc.AuditDescriptor.HeadDescriptor;
import dev.callbacks.jdbc.AuditedRunDescriptor.PageDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * The endpoint {@code callbacksaudit}: the accounts of the audit, and its runs. Content
 * is not here, and so never shown over JMX; see {@link AuditEndpointWebExtension}.
 */
@Endpoint(id = "callbacksaudit", defaultAccess = Access.READ_ONLY)
final class AuditEndpoint {

	private static final String RUNS = "runs";

	private final RowFactory.Process process;

	private final AuditAccounts accounts;

	private final AuditLifecycle lifecycle;

	private final AuditStore store;

	private final AuditRepository repository;

	AuditEndpoint(RowFactory.Process process, AuditAccounts accounts, AuditLifecycle lifecycle, AuditStore store,
			AuditRepository repository) {
		this.process = process;
		this.accounts = accounts;
		this.lifecycle = lifecycle;
		this.store = store;
		this.repository = repository;
	}

	@ReadOperation
	AuditDescriptor audit() {
		Chain.Head head = this.store.head();
		return new AuditDescriptor(this.process.instance(), this.process.epoch(), this.accounts.accepted(),
				this.accounts.written(), this.lifecycle.waiting(), this.lifecycle.spooled(), this.accounts.lost(),
				(head != null) ? new HeadDescriptor(head.links(), HexFormat.of().formatHex(head.code())) : null);
	}

	/**
	 * Returns a page of runs.
	 * @param section {@code runs}
	 * @return the page, or {@code null} for another section
	 */
	@ReadOperation
	@Nullable OperationResponseBody find(@Selector String section, @Nullable String conversation, @Nullable String user,
			@Nullable AuditOutcome outcome, @Nullable OffsetDateTime from, @Nullable OffsetDateTime to,
			@Nullable UUID before, @Nullable Integer limit) {
		return RUNS.equals(section) ? find(query(conversation, user, outcome, from, to, before, limit), Content.HIDDEN)
				: null;
	}

	/**
	 * Returns a run.
	 * @param section {@code runs}
	 * @param id the id of the run
	 * @return the run, or {@code null} if there is none
	 */
	@ReadOperation
	@Nullable OperationResponseBody run(@Selector String section, @Selector UUID id) {
		return run(section, id, Content.HIDDEN);
	}

	static AuditQuery query(@Nullable String conversation, @Nullable String user, @Nullable AuditOutcome outcome,
			@Nullable OffsetDateTime from, @Nullable OffsetDateTime to, @Nullable UUID before,
			@Nullable Integer limit) {
		int size = (limit != null) ? limit : AuditQuery.all().limit();
		if (size < 1 || size > AuditQuery.MAX_LIMIT) {
			throw new InvalidEndpointRequestException("The limit must be between 1 and " + AuditQuery.MAX_LIMIT,
					"Limit " + size);
		}
		return new AuditQuery(conversation, user, outcome, (from != null) ? from.toInstant() : null,
				(to != null) ? to.toInstant() : null, before, size);
	}

	PageDescriptor find(AuditQuery query, Content content) {
		return PageDescriptor.of(this.repository.find(query), query.limit(), content);
	}

	@Nullable OperationResponseBody run(String section, UUID id, Content content) {
		return RUNS.equals(section)
				? this.repository.find(id).map((run) -> AuditedRunDescriptor.of(run, content)).orElse(null) : null;
	}

}
