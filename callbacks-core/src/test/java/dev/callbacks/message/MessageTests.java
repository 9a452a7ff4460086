// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.ToolStart;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for messages, requests and answers.
 */
class MessageTests {

	private static final String SECRET = "s3cret";

	@Test
	void g14NoContentIsInAnyToString() {
		RunInfo run = new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAT_MODEL, "model", List.of(),
				Map.of("key", SECRET), java.time.Instant.EPOCH);
		ChatMessage message = ChatMessage.assistant(SECRET, List.of(new ToolCall("1", "tool", SECRET)));
		ChatChunk chunk = new ChatChunk(SECRET, SECRET, List.of(new ToolCallDelta(0, "1", "tool", SECRET)), null,
				Map.of("key", SECRET), false);
		LlmResult result = LlmResult.of(new Generation(message, Map.of("reasoning", SECRET), null));
		List<Object> all = List.of(message, chunk, result, ChatRequest.of(SECRET), new Document("1", SECRET, Map.of()),
				new ContentPart.Media("image/png", "data:" + SECRET),
				new ChatModelStart(run, 0, List.of(message), ChatOptions.none(), Map.of("key", SECRET)),
				new LlmStart(run, 0, List.of(SECRET), Map.of()), new LlmNewToken(run, 1, chunk, 0),
				new LlmEnd(run, 2, result),
				new LlmError(run, 2, new IllegalStateException(SECRET), EndReason.FAILED, result),
				new ChainStart(run, 0, Map.of("input", SECRET)),
				new ToolStart(run, 0, "tool", "does", SECRET, Map.of("input", SECRET), "1"),
				new CustomEvent(run, 3, "name", SECRET), EmbeddedAnswer.text(SECRET), chunk.toolCalls().get(0));
		assertThat(all).allSatisfy((one) -> assertThat(one.toString()).doesNotContain(SECRET));
	}

	@Test
	void chunksAddUpToOneAnswer() {
		ChunkCollector collector = new ChunkCollector();
		assertThat(collector.result().generations()).isEmpty();
		collector.add(ChatChunk.of("Let me "));
		collector.add(new ChatChunk("see", "hm", List.of(), null, Map.of("model_name", "m"), false));
		collector.add(ChatChunk.of(List.of(new ToolCallDelta(0, "c1", "search", "{\"q\":"))));
		collector.add(ChatChunk
			.of(List.of(new ToolCallDelta(0, null, null, "1}"), new ToolCallDelta(1, "c2", "other", "{}"))));
		collector.add(ChatChunk.closing(Usage.of(3, 4), Map.of("stop_reason", "tool_use")));
		Generation generation = collector.result().first();
		assertThat(generation.text()).isEqualTo("Let me see");
		assertThat(generation.message().toolCalls()).containsExactly(new ToolCall("c1", "search", "{\"q\":1}"),
				new ToolCall("c2", "other", "{}"));
		assertThat(generation.usage()).isEqualTo(Usage.of(3, 4));
		assertThat(generation.metadata())
			.isEqualTo(Map.of("model_name", "m", "stop_reason", "tool_use", "reasoning", "hm"));
	}

	@Test
	void laterPartsOfAToolCallWithEmptyTextsKeepItsIdAndName() {
		ChunkCollector collector = new ChunkCollector();
		collector.add(ChatChunk.of(List.of(new ToolCallDelta(0, "c1", "search", "{\"q\":"))));
		collector.add(ChatChunk.of(List.of(new ToolCallDelta(0, "", "", "1}"))));
		assertThat(collector.result().first().message().toolCalls())
			.containsExactly(new ToolCall("c1", "search", "{\"q\":1}"));
	}

	@Test
	void b56ResultOfARunNamesItEverywhere() {
		UUID run = UUID.randomUUID();
		LlmResult result = new LlmResult(
				List.of(List
					.of(new Generation(ChatMessage.assistant("a"), Map.of("stop_reason", "end"), Usage.of(1, 2)))),
				Map.of("fingerprint", "f"), List.of())
			.ofRun(run);
		assertThat(result.run()).containsExactly(run);
		assertThat(result.first().message().id()).contains(run.toString());
		assertThat(result.first().metadata()).isEqualTo(Map.of("stop_reason", "end", "fingerprint", "f"));
		assertThat(result.first().usage()).isEqualTo(Usage.of(1, 2));
		assertThat(LlmResult.none().llmOutput()).isEmpty();
	}

	@Test
	void usagesAddUpWithTheirDetails() {
		Usage one = new Usage(1, 2, 3, Map.of("cache_read", 1L), Map.of());
		Usage two = new Usage(10, 20, 30, Map.of("cache_read", 5L), Map.of("reasoning", 7L));
		assertThat(one.plus(two)).isEqualTo(new Usage(11, 22, 33, Map.of("cache_read", 6L), Map.of("reasoning", 7L)));
	}

	@Test
	void optionsThatAreNotSetComeFromTheDefaults() {
		ChatOptions defaults = ChatOptions.none().withModel("default").withMaxTokens(5).withStop("stop");
		ChatOptions merged = ChatOptions.none().withModel("mine").withTemperature(0.5).orElse(defaults);
		assertThat(merged.model()).isEqualTo("mine");
		assertThat(merged.maxTokens()).isEqualTo(5);
		assertThat(merged.temperature()).isEqualTo(0.5);
		assertThat(merged.stop()).containsExactly("stop");
	}

}
