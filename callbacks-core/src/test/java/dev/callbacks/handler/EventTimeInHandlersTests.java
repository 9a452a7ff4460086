// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.LlmResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handlers go by the time of the events, which here came about years before the handlers
 * are told of them.
 */
class EventTimeInHandlersTests {

	private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");

	private static final RunInfo MODEL = run(RunKind.CHAT_MODEL, "gpt");

	private static final RunInfo CHAIN = run(RunKind.CHAIN, "chain");

	private static final ChatModelStart MODEL_START = new ChatModelStart(MODEL, 0, List.of(), ChatOptions.none(),
			Map.of());

	private static final LlmNewToken TOKEN = new LlmNewToken(MODEL, 1, millis(80), ChatChunk.of("x"), 0);

	private static final LlmEnd MODEL_END = new LlmEnd(MODEL, 2, millis(312), millis(80), 1, LlmResult.none(), null);

	private static final LlmError MODEL_ERROR = new LlmError(MODEL, 2, millis(90), millis(80), 1,
			new IllegalStateException("as written"), EndReason.CLOSED, LlmResult.none(), null);

	private static RunInfo run(RunKind kind, String name) {
		return new RunInfo(UUID.randomUUID(), null, List.of(), kind, name, List.of(), Map.of(), START);
	}

	private static long millis(long millis) {
		return Duration.ofMillis(millis).toNanos();
	}

	@Test
	void consoleShowsHowLongTheRunTookAndNotWhenItWasTold() {
		List<String> lines = new ArrayList<>();
		ConsoleTreeHandler console = ConsoleTreeHandler.to(lines::add);
		console.onEvent(MODEL_START);
		console.onEvent(MODEL_END);
		console.onEvent(MODEL_ERROR);
		console.onEvent(new ChainEnd(CHAIN, 1, millis(12_340), "x", null));
		console.onEvent(new ChainError(CHAIN, 1, millis(7), new IllegalStateException("as written"), EndReason.FAILED,
				null, null));
		assertThat(lines).containsExactly("> chat-model gpt", "< chat-model gpt 312 ms",
				"! chat-model gpt 90 ms CLOSED java.lang.IllegalStateException", "< chain chain 12.3 s",
				"! chain chain 7 ms FAILED java.lang.IllegalStateException");
	}

	private static List<JsonNode> json(Path file, CallbackEvent... events) throws Exception {
		try (JsonLinesHandler handler = JsonLinesHandler.appendTo(file)) {
			for (CallbackEvent event : events) {
				handler.onEvent(event);
			}
		}
		return Files.readAllLines(file).stream().map(JsonMapper.shared()::readTree).toList();
	}

	@Test
	void jsonLinesHoldTheTimesOfTheEvents(@TempDir Path folder) throws Exception {
		List<JsonNode> lines = json(folder.resolve("events.jsonl"), MODEL_START, TOKEN, MODEL_END, MODEL_ERROR);
		assertThat(lines).extracting((line) -> line.get("time").stringValue())
			.containsExactly("2020-01-01T00:00:00Z", "2020-01-01T00:00:00.080Z", "2020-01-01T00:00:00.312Z",
					"2020-01-01T00:00:00.090Z");
		assertThat(lines).extracting((line) -> line.get("nanos").longValue())
			.containsExactly(0L, millis(80), millis(312), millis(90));
		assertThat(lines.subList(0, 2)).noneMatch((line) -> line.has("firstTokenNanos") || line.has("tokens"));
		assertThat(lines.subList(2, 4)).allSatisfy((line) -> {
			assertThat(line.get("firstTokenNanos").longValue()).isEqualTo(millis(80));
			assertThat(line.get("tokens").intValue()).isEqualTo(1);
		});
	}

	@Test
	void jsonLineOfAModelWithoutTokensHasNoTimeToTheFirst(@TempDir Path folder) throws Exception {
		List<JsonNode> lines = json(folder.resolve("events.jsonl"),
				new LlmEnd(MODEL, 1, millis(5), -1, 0, LlmResult.none(), null),
				new ChainEnd(CHAIN, 1, millis(6), "x", null));
		assertThat(lines.get(0).has("firstTokenNanos")).isFalse();
		assertThat(lines.get(0).get("tokens").intValue()).isZero();
		assertThat(lines.get(1).has("tokens")).isFalse();
		assertThat(lines.get(1).get("nanos").longValue()).isEqualTo(millis(6));
	}

	private static RecordedRun recorded(CallbackEvent... events) {
		RunRecorder recorder = new RunRecorder();
		for (CallbackEvent event : events) {
			recorder.onEvent(event);
		}
		return recorder.roots().get(0);
	}

	@Test
	void recordedRunKnowsItsTimes() {
		RecordedRun ended = recorded(MODEL_START, TOKEN, MODEL_END);
		assertThat(ended.startTime()).isEqualTo(START);
		assertThat(ended.duration()).isEqualTo(Duration.ofMillis(312));
		assertThat(ended.timeToFirstToken()).isEqualTo(Duration.ofMillis(80));
		RecordedRun failed = recorded(MODEL_START, MODEL_ERROR);
		assertThat(failed.duration()).isEqualTo(Duration.ofMillis(90));
		assertThat(failed.timeToFirstToken()).isEqualTo(Duration.ofMillis(80));
	}

	@Test
	void recordedRunThatIsOpenHasNoDurationButMayHaveItsFirstToken() {
		RecordedRun asked = recorded(MODEL_START);
		assertThat(asked.startTime()).isEqualTo(START);
		assertThat(asked.duration()).isNull();
		assertThat(asked.timeToFirstToken()).isNull();
		assertThat(recorded(MODEL_START, TOKEN).timeToFirstToken()).isEqualTo(Duration.ofMillis(80));
	}

	@Test
	void recordedRunThatIsNoModelsHasNoTimeToTheFirstToken() {
		RecordedRun chain = recorded(new ChainStart(CHAIN, 0, Map.of()), new ChainEnd(CHAIN, 1, millis(6), "x", null));
		assertThat(chain.duration()).isEqualTo(Duration.ofMillis(6));
		assertThat(chain.timeToFirstToken()).isNull();
	}

	@Test
	void collectedRootTellsHowLongItTook() {
		RootRunCollector collector = new RootRunCollector();
		collector.onEvent(MODEL_END);
		assertThat(collector.runs()).singleElement()
			.satisfies((end) -> assertThat(end.duration()).isEqualTo(Duration.ofMillis(312)));
	}

}
