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
 * The stream of a provider as the work of one call. Its last chunk is marked so: one is
 * added where the provider marks none.
 */
final class StreamWork implements Work<ChatChunk> {

	private final Question question;

	private @Nullable ChatChunk newest;

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
		this.newest = chunk;
		return chunk;
	}

	@Override
	public void passed(DrivenRun run, ChatChunk chunk) {
		this.newest = chunk;
	}

	@Override
	public Ending<ChatChunk> complete() {
		ChatChunk newest = this.newest;
		if (newest == null) {
			throw new EmptyAnswerException(
					"Provider '" + this.question.providerName() + "' ended its stream without a single chunk");
		}
		if (newest.last()) {
			return Ending.with(null);
		}
		ChatChunk closing = ChatChunk.closing();
		return new Ending<>(null, closing, closing);
	}

}
