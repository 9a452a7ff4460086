// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.handler.TreeNumbers;
import dev.callbacks.kafka.relay.Relay;
import dev.callbacks.kafka.relay.RelayOptions;
import dev.callbacks.kafka.wire.Origin;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatOptions;

/**
 * A process that was killed while it had a run: what it had written into the log.
 */
final class DeadProcess {

	private DeadProcess() {
	}

	/**
	 * Writes the start of a run of a model, and its first tokens.
	 * @param living an instance of the fleet
	 * @param name the name of the instance that died
	 * @return the id of the run
	 */
	static UUID leaveARun(Instance living, String name, String... tokens) {
		Relay relay = new Relay(options(living.get(RelayOptions.class), name), new TreeNumbers(10),
				living.get(LogClients.class)::producer);
		UUID id = ResumeTests.id(Duration.ZERO);
		RunInfo run = new RunInfo(id, null, List.of(), RunKind.CHAT_MODEL, "left", List.of(), Map.of(), Instant.now());
		relay.start();
		relay.onEvent(new ChatModelStart(run, 0, List.of(ChatMessage.user("question")), ChatOptions.none(), Map.of()));
		for (int i = 0; i < tokens.length; i++) {
			relay.onEvent(new LlmNewToken(run, i + 1, i + 1, ChatChunk.of(tokens[i]), i));
		}
		relay.stop(Duration.ofSeconds(5));
		return id;
	}

	private static RelayOptions options(RelayOptions living, String name) {
		return new RelayOptions(new Origin(name, living.origin().epoch() + 1), living.topics(), living.content(),
				living.durable(), living.frameDelay(), living.watchedFrameDelay(), living.bufferSize(),
				living.maxRecordSize(), living.heartbeat(), living.lease(), living.spoolFolder(), 0);
	}

}
