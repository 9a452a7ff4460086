// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import dev.callbacks.DrivenRun;
import dev.callbacks.call.Caller;
import dev.callbacks.call.Work;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * The stream of a provider as the work of one call. If the provider marks no chunk as the
 * last, an empty one is added.
 */
final class StreamWork implements Work<ChatChunk> {

	private final Question question;

	private @Nullable ChatChunk latest;

	StreamWork(Question question) {
		this.question = question;
	}

	@Override
	public Publisher<ChatChunk> source(DrivenRun run, Caller caller) {
		return this.question.stream(run, caller);
	}

	@Override
	public boolean isTokens() {
		return true;
	}

	@Override
	public ChatChunk token(ChatChunk chunk) {
		this.latest = chunk;
		return chunk;
	}

	@Override
	public void passed(DrivenRun run, ChatChunk chunk) {
		this.latest = chunk;
	}

	@Override
	public Ending<ChatChunk> complete() {
		ChatChunk latest = this.latest;
		if (latest == null) {
			throw new EmptyAnswerException("Provider '" + this.question.providerName()
					+ "' ended its stream without a chunk. It has to emit at least one, which may be empty");
		}
		if (latest.last()) {
			return Ending.with(null);
		}
		ChatChunk closing = ChatChunk.closing();
		return new Ending<>(null, closing, closing);
	}

}
