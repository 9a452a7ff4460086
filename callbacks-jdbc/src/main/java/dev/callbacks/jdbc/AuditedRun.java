// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import dev.callbacks.event.RunKind;
import org.jspecify.annotations.Nullable;

/**
 * A run as the audit has it. Immutable.
 *
 * @param id the id of the run
 * @param parentId the id of the run around it, or {@code null} for a root
 * @param rootId the id of the run at the root of the tree
 * @param kind the kind of work
 * @param name the name
 * @param provider the provider of the model, or {@code null}
 * @param model the model that was asked, or {@code null}
 * @param user the user, or {@code null}
 * @param conversation the conversation, or {@code null}
 * @param startedAt the time of the start
 * @param tags the tags as a JSON array, or {@code null} if there are none
 * @param metadata the metadata as a JSON object, or {@code null} if there is none
 * @param input the input, or {@code null} if it was not kept
 * @param instance the name of the instance
 * @param ending the ending, or {@code null} if the run is open
 * @since 0.1.0
 */
public record AuditedRun(UUID id, @Nullable UUID parentId, UUID rootId, RunKind kind, String name,
		@Nullable String provider, @Nullable String model, @Nullable String user, @Nullable String conversation,
		Instant startedAt, @Nullable String tags, @Nullable String metadata, @Nullable String input, String instance,
		@Nullable Ending ending) {

	@Override
	public String toString() {
		return "AuditedRun[" + this.kind + " " + this.name + ", id=" + this.id + "]";
	}

	/**
	 * The ending of an audited run. That of an abandoned run has an outcome and nothing
	 * else.
	 *
	 * @param outcome the outcome
	 * @param reason the class of the failure, {@code timeout}, or {@code null}
	 * @param duration the time from the start to the end, or {@code null}
	 * @param timeToFirstToken the time from the start to the first token, or {@code null}
	 * @param responseModel the model that answered, or {@code null}
	 * @param finishReason the reason why the model ended its answer, or {@code null}
	 * @param usage the tokens, or {@code null} if they are not known
	 * @param output the output, or {@code null} if it was not kept
	 */
	public record Ending(AuditOutcome outcome, @Nullable String reason, @Nullable Duration duration,
			@Nullable Duration timeToFirstToken, @Nullable String responseModel, @Nullable String finishReason,
			@Nullable Tokens usage, @Nullable String output) {

		@Override
		public String toString() {
			return "Ending[" + this.outcome + "]";
		}

	}

	/**
	 * The tokens of a call.
	 *
	 * @param input the tokens of the request
	 * @param output the tokens of the answer
	 * @param total all tokens
	 * @param estimated whether the provider did not report them
	 */
	public record Tokens(long input, long output, long total, boolean estimated) {

	}

}
