// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.util.UUID;

import dev.callbacks.autoconfigure.stream.NumberedEvent;
import dev.callbacks.autoconfigure.stream.RemoteStreams;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.handler.RedactedContent;
import dev.callbacks.spi.ContentRedactor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/**
 * The tokens of trees of other instances, read for each page that has opened such a tree.
 */
final class FleetTokens {

	private static final Logger logger = LoggerFactory.getLogger(FleetTokens.class);

	private final @Nullable RemoteStreams streams;

	private final ContentRedactor redactor;

	FleetTokens(@Nullable RemoteStreams streams, ContentRedactor redactor) {
		this.streams = streams;
		this.redactor = redactor;
	}

	/**
	 * Returns the tokens of a tree from its beginning, each once.
	 * @param withText whether their text is shown
	 */
	Flux<ConsoleEvent> of(UUID root, boolean withText) {
		if (this.streams == null) {
			return Flux.empty();
		}
		RedactedContent content = new RedactedContent();
		content.redactBy(this.redactor);
		return this.streams.follow(root, 0)
			.map(NumberedEvent::event)
			.ofType(LlmNewToken.class)
			.map((token) -> new ConsoleEvent(token, withText ? content.of(token) : null, null))
			.onErrorResume((ex) -> {
				logger.debug("The tokens of {} cannot be read", root, ex);
				return Flux.empty();
			});
	}

}
