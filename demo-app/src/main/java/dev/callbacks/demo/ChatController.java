/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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
 * Streams answers to a browser. A client that goes away closes the stream, which ends the
 * run and the provider's call.
 */
@RestController
class ChatController {

	private final CallbackChatModel chatModel;

	ChatController(CallbackChatModel chatModel) {
		this.chatModel = chatModel;
	}

	@PostMapping(path = "/chat", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<Token> chat(@RequestBody Question question) {
		if (!StringUtils.hasText(question.message())) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "The message must not be blank");
		}
		return this.chatModel.stream(question.message()).map((chunk) -> new Token(chunk.text()));
	}

	/**
	 * What the user says.
	 */
	record Question(@Nullable String message) {
	}

	/**
	 * A piece of the answer. As JSON, since an event's text would lose leading blanks and
	 * line feeds.
	 */
	record Token(String token) {
	}

}
