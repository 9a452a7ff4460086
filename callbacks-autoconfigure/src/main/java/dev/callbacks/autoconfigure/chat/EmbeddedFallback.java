// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.chat;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/**
 * The embedded provider where nobody has asked for it. Warns once, so that nobody ships
 * canned answers unaware.
 */
final class EmbeddedFallback implements ChatProvider {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedFallback.class);

	private final ChatProvider embedded = EmbeddedChatProvider.create();

	private final AtomicBoolean warned = new AtomicBoolean();

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		if (this.warned.compareAndSet(false, true)) {
			logger.warn("There is no ChatProvider bean, so the embedded provider gives canned answers. "
					+ "Declare a ChatProvider, or set 'callbacks.chat.embedded' to true to use it knowingly");
		}
		return this.embedded.stream(request);
	}

	@Override
	public String name() {
		return this.embedded.name();
	}

}
