// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo;

import dev.callbacks.chat.CallbackChatModel;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * A controller that streams answers to a browser. When a client goes away, its run ends
 * and the provider's call is cancelled.
 */
@RestController
final class ChatController {

	private static final int MAX_LENGTH = 4_000;

	private final CallbackChatModel chatModel;

	ChatController(CallbackChatModel chatModel) {
		this.chatModel = chatModel;
	}

	@PostMapping(path = "/chat", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<Token> chat(@RequestBody Question question) {
		if (!StringUtils.hasText(question.message())) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "The message must not be blank");
		}
		if (question.message().length() > MAX_LENGTH) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"The message must not be longer than " + MAX_LENGTH + " characters");
		}
		return this.chatModel.stream(question.message()).map((chunk) -> new Token(chunk.text()));
	}

	/**
	 * The body of a request.
	 */
	record Question(@Nullable String message) {
	}

	/**
	 * A token of the answer, as JSON: the plain text of an event would lose leading
	 * blanks and line feeds.
	 */
	record Token(String token) {
	}

}
