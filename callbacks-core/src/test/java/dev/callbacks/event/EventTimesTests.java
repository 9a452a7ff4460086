// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.LlmResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The times of events.
 */
class EventTimesTests {

	private static final Instant START = Instant.parse("2026-01-02T03:04:05.000000006Z");

	private static final long NANOS = Duration.ofMillis(1_500).toNanos();

	private static final RunInfo RUN = new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAT_MODEL, "model",
			List.of(), Map.of(), START);

	private static final Throwable FAILURE = new IllegalStateException("as written");

	private static final LlmResult NOTHING = LlmResult.none();

	static List<CallbackEvent> starts() {
		return List.of(new ChatModelStart(RUN, 0, List.of(), ChatOptions.none(), Map.of()),
				new LlmStart(RUN, 0, List.of(), Map.of()), new ChainStart(RUN, 0, Map.of()),
				new ToolStart(RUN, 0, "tool", "", "", Map.of(), null), new RetrieverStart(RUN, 0, "query"));
	}

	static List<CallbackEvent> events() {
		return List.of(new LlmNewToken(RUN, 1, NANOS, ChatChunk.of("x"), 0),
				new LlmEnd(RUN, 1, NANOS, -1, 0, NOTHING, null),
				new LlmError(RUN, 1, NANOS, -1, 0, FAILURE, EndReason.FAILED, NOTHING, null),
				new ChainEnd(RUN, 1, NANOS, "x", null),
				new ChainError(RUN, 1, NANOS, FAILURE, EndReason.FAILED, null, null),
				new ToolEnd(RUN, 1, NANOS, "x", null),
				new ToolError(RUN, 1, NANOS, FAILURE, EndReason.FAILED, null, null),
				new RetrieverEnd(RUN, 1, NANOS, List.of(), null),
				new RetrieverError(RUN, 1, NANOS, FAILURE, EndReason.FAILED, List.of(), null),
				new AgentAction(RUN, 1, NANOS, "tool", "x", ""), new AgentFinish(RUN, 1, NANOS, "x", ""),
				new Retry(RUN, 1, NANOS, 2, Duration.ZERO, FAILURE), new Text(RUN, 1, NANOS, "x"),
				new CustomEvent(RUN, 1, NANOS, "name", "x"));
	}

	static List<CallbackEvent> eventsWithoutTime() {
		return List.of(new LlmNewToken(RUN, 1, ChatChunk.of("x"), 0), new LlmEnd(RUN, 1, NOTHING),
				new LlmError(RUN, 1, FAILURE, EndReason.FAILED, NOTHING), new ChainEnd(RUN, 1, "x"),
				new ChainError(RUN, 1, FAILURE, EndReason.FAILED, null), new ToolEnd(RUN, 1, "x"),
				new ToolError(RUN, 1, FAILURE, EndReason.FAILED, null), new RetrieverEnd(RUN, 1, List.of()),
				new RetrieverError(RUN, 1, FAILURE, EndReason.FAILED, List.of()),
				new AgentAction(RUN, 1, "tool", "x", ""), new AgentFinish(RUN, 1, "x", ""),
				new Retry(RUN, 1, 2, Duration.ZERO, FAILURE), new Text(RUN, 1, "x"),
				new CustomEvent(RUN, 1, "name", "x"));
	}

	@ParameterizedTest
	@MethodSource("starts")
	void startIsAtTheStartOfItsRun(CallbackEvent start) {
		assertThat(start.nanos()).isZero();
		assertThat(start.at()).isEqualTo(START);
	}

	@ParameterizedTest
	@MethodSource("events")
	void everyOtherEventIsSoLongAfterTheStartOfItsRun(CallbackEvent event) {
		assertThat(event.sequence()).isEqualTo(1);
		assertThat(event.nanos()).isEqualTo(NANOS);
		assertThat(event.at()).isEqualTo(Instant.parse("2026-01-02T03:04:06.500000006Z"));
		if (event instanceof TerminalEvent terminal) {
			assertThat(terminal.duration()).isEqualTo(Duration.ofMillis(1_500));
		}
	}

	@ParameterizedTest
	@MethodSource("eventsWithoutTime")
	void eventMadeWithoutATimeIsAtTheStartToo(CallbackEvent event) {
		assertThat(event.sequence()).isEqualTo(1);
		assertThat(event.nanos()).isZero();
		assertThat(event.at()).isEqualTo(START);
		if (event instanceof TerminalEvent terminal) {
			assertThat(terminal.duration()).isZero();
		}
	}

	@Test
	void everyTypeOfEventIsAmongThese() {
		assertThat(events()).extracting(CallbackEvent::type)
			.doesNotHaveDuplicates()
			.containsExactlyElementsOf(eventsWithoutTime().stream().map(CallbackEvent::type).toList());
		assertThat(starts().size() + events().size()).isEqualTo(EventType.values().length);
	}

	@ParameterizedTest
	@EnumSource
	void everyRecordButAStartHasTheTimeAfterTheSequence(EventType type) {
		List<String> components = Arrays.stream(type.recordType().getRecordComponents())
			.map(RecordComponent::getName)
			.toList();
		if (StartEvent.class.isAssignableFrom(type.recordType())) {
			assertThat(components).startsWith("run", "sequence").doesNotContain("nanos");
		}
		else {
			assertThat(components).startsWith("run", "sequence", "nanos");
		}
		assertThat(type.recordType().getConstructors()).extracting(Constructor::getParameterCount)
			.contains(components.size());
	}

	@Test
	void terminalEventOfAModelTellsTheTimeToItsFirstToken() {
		LlmEnd end = new LlmEnd(RUN, 4, NANOS, 20_000_000, 3, NOTHING, null);
		assertThat(end.timeToFirstToken()).isEqualTo(Duration.ofMillis(20));
		assertThat(end.firstTokenNanos()).isEqualTo(20_000_000);
		assertThat(end.tokens()).isEqualTo(3);
		LlmError error = new LlmError(RUN, 4, NANOS, 0, 1, FAILURE, EndReason.CLOSED, NOTHING, null);
		assertThat(error.timeToFirstToken()).isEqualTo(Duration.ZERO);
		assertThat(error.tokens()).isEqualTo(1);
		assertThat(error.reason()).isEqualTo(EndReason.CLOSED);
	}

	@Test
	void withoutATokenThereIsNoTimeToTheFirst() {
		LlmEnd end = new LlmEnd(RUN, 1, NOTHING);
		assertThat(end.timeToFirstToken()).isNull();
		assertThat(end.firstTokenNanos()).isEqualTo(-1);
		assertThat(end.tokens()).isZero();
		LlmError error = new LlmError(RUN, 1, FAILURE, EndReason.FAILED, NOTHING);
		assertThat(error.timeToFirstToken()).isNull();
		assertThat(error.tokens()).isZero();
	}

}
