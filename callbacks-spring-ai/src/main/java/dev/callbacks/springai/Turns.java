// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.callbacks.Run;
import dev.callbacks.RunStateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.ai.chat.messages.AssistantMessage;

/**
 * The turns of chat clients that are under way, for the tools that are called in them:
 * the first call of a tool makes a turn that of an agent.
 */
final class Turns {

	private static final Logger logger = LoggerFactory.getLogger(Turns.class);

	private final Map<UUID, AtomicBoolean> turns = new ConcurrentHashMap<>();

	void begin(Run run) {
		this.turns.put(run.info().id(), new AtomicBoolean());
	}

	/**
	 * The model asks for a tool in the turn that is current.
	 */
	void act(AssistantMessage.ToolCall call) {
		Run run = Run.find().orElse(null);
		AtomicBoolean acting = (run != null) ? this.turns.get(run.info().id()) : null;
		if (run != null && acting != null) {
			acting.set(true);
			report(() -> run.emitAction(call.name(), (call.arguments() != null) ? call.arguments() : "", ""));
		}
	}

	private static void report(Runnable report) {
		try {
			report.run();
		}
		catch (RunStateException ex) {
			// the turn was cancelled meanwhile: its handlers were told so
			logger.trace("A turn is over", ex);
		}
	}

	/**
	 * A turn has come to its last answer.
	 */
	void finish(Run run, String answer) {
		AtomicBoolean acting = this.turns.get(run.info().id());
		if (acting != null && acting.get()) {
			report(() -> run.emitFinish(answer, ""));
		}
	}

	void end(Run run) {
		this.turns.remove(run.info().id());
	}

}
