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
package dev.callbacks.chat;

import dev.callbacks.message.ChatChunk;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The answers to a request: one call per subscription.
 */
final class ChatFlux extends Flux<ChatChunk> {

	private final Question question;

	ChatFlux(Question question) {
		this.question = question;
	}

	@Override
	public void subscribe(CoreSubscriber<? super ChatChunk> subscriber) {
		StreamCall call;
		try {
			call = new StreamCall(this.question, this.question.model().config(), subscriber, null, false);
		}
		catch (RuntimeException ex) {
			Operators.error(subscriber, ex);
			return;
		}
		call.begin();
	}

}
