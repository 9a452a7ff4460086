// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.autoconfigure.stream.NumberedEvent;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.Text;
import dev.callbacks.kafka.wire.LifecycleCodec;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopic;
import dev.callbacks.kafka.wire.Origin;
import dev.callbacks.kafka.wire.Place;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A stream of which the log does not have everything.
 */
class StreamSourceTests {

	private static final RunInfo RUN = new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAIN, "run", List.of(),
			Map.of(), Instant.now());

	@Test
	void textThatIsTooLargeIsMissingByItsNumber() {
		assertThat(numbers(new LifecycleCodec(true, 1_000), "x".repeat(2_000))).containsExactly(1L, 3L);
	}

	@Test
	void textThatIsNotSentIsMissingByItsNumber() {
		assertThat(numbers(new LifecycleCodec(false, 1_000), "text")).containsExactly(1L, 3L);
	}

	@Test
	void textThatIsSentIsThereAlsoIfItIsEmpty() {
		assertThat(numbers(new LifecycleCodec(true, 1_000), "text")).containsExactly(1L, 2L, 3L);
		assertThat(numbers(new LifecycleCodec(true, 1_000), "")).containsExactly(1L, 2L, 3L);
	}

	private static List<Long> numbers(LifecycleCodec codec, String text) {
		StreamSource source = new StreamSource(RUN.id(), true);
		long number = 0;
		for (CallbackEvent event : List.of(new ChainStart(RUN, 0, Map.of()), new Text(RUN, 1, 1, text),
				new ChainEnd(RUN, 2, "output"))) {
			number++;
			byte[] written = codec
				.write(new LogRecord.Event(new Origin("one", 1), new Place(number, number, number, 0), event, null));
			source.tree()
				.accept(new Incoming(RUN.id(), LogTopic.LIFECYCLE, 0, number, 0, LifecycleCodec.read(written), false),
						0);
		}
		return source.after(0).map(NumberedEvent::number).collectList().block();
	}

}
