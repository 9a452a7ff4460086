// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.browser;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.callbacks.chat.ChatProvider;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Usage;
import reactor.core.publisher.Flux;

/**
 * A model that answers as a request asks it to, a word at a time: with a story, without
 * an end, or not at all.
 */
final class PacedProvider implements ChatProvider {

	static final String STORY = """
			A token left the model and asked the way. The log showed it every reader. "Take \
			your time," said the slowest of them, "nobody waits for me." So it went on, and \
			when it came to the end, everyone had read it.""";

	private static final Duration PACE = Duration.ofMillis(20);

	@Override
	public String name() {
		return "paced";
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		String wish = request.messages().get(request.messages().size() - 1).text();
		if (wish.contains("fail")) {
			return Flux.error(new IllegalStateException("The model is overloaded"));
		}
		Flux<String> words = wish.contains("endless") ? Flux.fromStream(Stream.generate(() -> "again and ")).repeat()
				: Flux.fromIterable(List.of(STORY.split("(?<= )")));
		Flux<ChatChunk> chunks = words.map(ChatChunk::of)
			.concatWithValues(ChatChunk.closing(Usage.of(12, STORY.split(" ").length),
					Map.of("finish_reason", "stop", "model_name", "paced-1")));
		return wish.contains("at once") ? chunks : chunks.delayElements(PACE);
	}

}
