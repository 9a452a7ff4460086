// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.recipes;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackSettings;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.TerminalEvent;

import org.springframework.stereotype.Component;

@Component
@CallbackSettings(raiseError = true)
class BlockedWords implements CallbackHandler {

	private static final Set<String> WORDS = Set.of("launch code", "master key");

	private static final int LONGEST = 11;

	/** The end of what each open run has said, since a word may come in two tokens. */
	private final Map<UUID, String> ends = new ConcurrentHashMap<>();

	@Override
	public void onLlmNewToken(LlmNewToken event) {
		String text = this.ends.getOrDefault(event.run().id(), "") + event.token().toLowerCase();
		if (WORDS.stream().anyMatch(text::contains)) {
			throw new BlockedWordException();
		}
		this.ends.put(event.run().id(), text.substring(Math.max(0, text.length() - LONGEST)));
	}

	@Override
	public void onEvent(CallbackEvent event) {
		if (event instanceof TerminalEvent) {
			this.ends.remove(event.run().id());
		}
	}

	static class BlockedWordException extends RuntimeException {

		BlockedWordException() {
			super("The answer has words that must not leave the house");
		}

	}

}
