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
