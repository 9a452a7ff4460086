// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.event.ChainError;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What readers of a stream are told.
 */
class StreamMessageTests {

	@Test
	void failureThatCannotBeReadEndsTheStreamAsAnyOther() {
		RunInfo run = new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAIN, "chain", List.of(), Map.of(),
				Instant.EPOCH);
		ChainError event = new ChainError(run, 1, new RuntimeException() {

			@Override
			public String getMessage() {
				throw new IllegalStateException("no message");
			}

		}, EndReason.FAILED, null);
		StreamMessage message = StreamMessage.of(event, true);
		assertThat(message.isLast()).isTrue();
		assertThat(message.data()).contains("failed", "(no text: java.lang.IllegalStateException)");
	}

}
