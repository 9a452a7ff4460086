// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.samples.tokenstream;

import dev.callbacks.chat.CallbackChatModel;
import reactor.core.publisher.Flux;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class JokeController {

	private final CallbackChatModel chatModel;

	JokeController(CallbackChatModel chatModel) {
		this.chatModel = chatModel;
	}

	@GetMapping(path = "/joke", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<Token> joke(@RequestParam(defaultValue = "cats") String topic) {
		return this.chatModel.stream("Tell me a joke about " + topic).map((chunk) -> new Token(chunk.text()));
	}

	/**
	 * A token as JSON: the plain text of an event would lose leading blanks.
	 */
	record Token(String text) {
	}

}
