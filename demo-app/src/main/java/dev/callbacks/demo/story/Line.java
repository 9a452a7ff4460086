// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import java.util.Locale;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatChunk;
import reactor.core.publisher.Flux;

/**
 * A piece of text that the page shows.
 *
 * @param voice the name of who speaks; pieces of one voice follow each other
 * @param text the text
 * @param note whether the text is a remark of its own, and no part of an answer
 */
record Line(String voice, String text, boolean note) {

	static Line token(String voice, String token) {
		return new Line(voice, token, false);
	}

	static Line note(String voice, String text) {
		return new Line(voice, text, true);
	}

	/**
	 * Reads an answer out. A failure becomes a note.
	 */
	static Flux<Line> answer(String voice, Flux<ChatChunk> answer) {
		return spoken(voice, answer.map(ChatChunk::text));
	}

	static Flux<Line> spoken(String voice, Flux<String> tokens) {
		return tokens.map((token) -> token(voice, token))
			.onErrorResume((failure) -> Flux.just(note(voice, "failed: " + failure.getMessage())));
	}

	/**
	 * Creates the line that tells of an event.
	 */
	static Line event(CallbackEvent event) {
		String voice = event.run().name();
		if (event instanceof LlmNewToken token) {
			return token(voice, token.token());
		}
		String what = event.type().name().toLowerCase(Locale.ROOT).replace('_', ' ');
		return note(voice, (event instanceof ErrorEvent error) ? what + ", " + error.reason() : what);
	}

}
