// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.Instant;
import java.util.UUID;

import dev.callbacks.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/**
 * A query for audited runs, the latest first. What is {@code null} does not matter.
 * Immutable.
 *
 * @param conversation the conversation
 * @param user the user
 * @param outcome the outcome
 * @param from the earliest time of the start
 * @param to the time before which the run started
 * @param before the id of the last run of the page before
 * @param limit the number of runs of a page, from 1 to {@value #MAX_LIMIT}
 * @since 0.1.0
 */
public record AuditQuery(@Nullable String conversation, @Nullable String user, @Nullable AuditOutcome outcome,
		@Nullable Instant from, @Nullable Instant to, @Nullable UUID before, int limit) {

	/** The largest number of runs of a page. */
	public static final int MAX_LIMIT = 1_000;

	private static final int DEFAULT_LIMIT = 100;

	public AuditQuery {
		if (limit < 1 || limit > MAX_LIMIT) {
			throw new InvalidRequestException(
					"The limit of a query must be between 1 and " + MAX_LIMIT + ", but is " + limit);
		}
	}

	/**
	 * Returns a query for all runs, a hundred a page.
	 * @return the query
	 */
	public static AuditQuery all() {
		return new AuditQuery(null, null, null, null, null, null, DEFAULT_LIMIT);
	}

	/**
	 * Returns a copy for the runs of a conversation.
	 * @param conversation the conversation
	 * @return the copy
	 */
	public AuditQuery ofConversation(String conversation) {
		return new AuditQuery(conversation, this.user, this.outcome, this.from, this.to, this.before, this.limit);
	}

	/**
	 * Returns a copy for the runs of a user.
	 * @param user the user
	 * @return the copy
	 */
	public AuditQuery ofUser(String user) {
		return new AuditQuery(this.conversation, user, this.outcome, this.from, this.to, this.before, this.limit);
	}

	/**
	 * Returns a copy for the runs with an outcome.
	 * @param outcome the outcome
	 * @return the copy
	 */
	public AuditQuery withOutcome(AuditOutcome outcome) {
		return new AuditQuery(this.conversation, this.user, outcome, this.from, this.to, this.before, this.limit);
	}

	/**
	 * Returns a copy for the runs that started in a time.
	 * @param from the first point of the time
	 * @param to the point after the time
	 * @return the copy
	 */
	public AuditQuery startedBetween(Instant from, Instant to) {
		return new AuditQuery(this.conversation, this.user, this.outcome, from, to, this.before, this.limit);
	}

	/**
	 * Returns a copy for pages of another size.
	 * @param limit the number of runs of a page
	 * @return the copy
	 */
	public AuditQuery withLimit(int limit) {
		return new AuditQuery(this.conversation, this.user, this.outcome, this.from, this.to, this.before, limit);
	}

	/**
	 * Returns a copy for the page after a run.
	 * @param run the id of the last run of a page
	 * @return the copy
	 */
	public AuditQuery after(UUID run) {
		return new AuditQuery(this.conversation, this.user, this.outcome, this.from, this.to, run, this.limit);
	}

}
