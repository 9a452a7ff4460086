// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.autoconfigure.remote.RemoteFailureException;
import dev.callbacks.autoconfigure.remote.RemoteRuns;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;

/**
 * Another instance, whose runs a test makes up.
 */
final class OtherInstance implements RemoteRuns {

	static final String OWN_NAME = "here";

	static final String NAME = "there";

	private final List<Listener> listeners = new CopyOnWriteArrayList<>();

	final List<UUID> stopped = new CopyOnWriteArrayList<>();

	final AtomicInteger readings = new AtomicInteger();

	volatile boolean away;

	@Override
	public String instance() {
		return OWN_NAME;
	}

	@Override
	public boolean hasContent() {
		return true;
	}

	@Override
	public Reading read(int past, Listener listener) {
		this.readings.incrementAndGet();
		this.listeners.add(listener);
		return new Reading() {

			@Override
			public boolean isAway() {
				return OtherInstance.this.away;
			}

			@Override
			public void close() {
				OtherInstance.this.listeners.remove(listener);
			}

		};
	}

	@Override
	public void stop(UUID run) {
		this.stopped.add(run);
	}

	boolean isRead() {
		return !this.listeners.isEmpty();
	}

	void caughtUp() {
		this.listeners.forEach(Listener::caughtUp);
	}

	/**
	 * Begins a run of a model.
	 */
	RunInfo begin(String name, Instant time) {
		RunInfo run = new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAT_MODEL, name, List.of(), Map.of(),
				time);
		tell(new ChatModelStart(run, 0, List.of(ChatMessage.user("Who is there?")), ChatOptions.none(), Map.of()));
		return run;
	}

	void end(RunInfo run, String answer) {
		tell(new LlmEnd(run, 9, 1_000_000, 500_000, 8, result(answer), null));
	}

	void fail(RunInfo run, EndReason reason, String partial) {
		tell(new LlmError(run, 9, 1_000_000, 500_000, 8, new RemoteFailureException("Timeout", "too slow"), reason,
				result(partial), null));
	}

	private static LlmResult result(String text) {
		return LlmResult.of(new Generation(ChatMessage.assistant(text), Map.of(), null));
	}

	private void tell(CallbackEvent event) {
		this.listeners.forEach((listener) -> listener.event(NAME, event));
	}

}
