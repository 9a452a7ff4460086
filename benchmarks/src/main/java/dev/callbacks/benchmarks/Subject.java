// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.Map;
import java.util.function.Function;

import dev.callbacks.message.ChatChunk;

/**
 * A way to bring tokens of many runs to handlers.
 */
interface Subject extends AutoCloseable {

	/** The subjects by name. */
	Map<String, Function<Load, Subject>> ALL = Map.ofEntries(
			Map.entry("callbacks", (load) -> new CallbacksSubject(load, false, 0)),
			Map.entry("callbacks-metered", (load) -> new CallbacksSubject(load, true, 0)),
			Map.entry("callbacks-contexts", (load) -> new CallbacksSubject(load, false, 3)),
			Map.entry("inline-call", (load) -> new InlineCallSubject(load, false)),
			Map.entry("inline-call-clock", (load) -> new InlineCallSubject(load, true)),
			Map.entry("submission-publisher", SubmissionPublisherSubject::new),
			Map.entry("bare-log", BareLogSubject::new), Map.entry("executor-hop", ExecutorHopSubject::new),
			Map.entry("multicaster", MulticasterSubject::new), Map.entry("async-listener", AsyncListenerSubject::new),
			Map.entry("publish-on", PublishOnSubject::new), Map.entry("langchain4j", LangChain4jSubject::new));

	/**
	 * Brings a token of a run to its handlers, now or later. Called by one thread.
	 */
	void emit(int run, ChatChunk chunk);

	@Override
	void close();

	static Subject of(String name, Load load) {
		Function<Load, Subject> subject = ALL.get(name);
		if (subject == null) {
			throw new IllegalArgumentException("The subject '" + name + "' is unknown, use one of " + ALL.keySet());
		}
		return subject.apply(load);
	}

}
