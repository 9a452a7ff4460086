// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.concurrent.ExecutorService;

import dev.callbacks.message.ChatChunk;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

/**
 * A streaming handler of LangChain4j for each run, which submits the work of each handler
 * to the pool. It keeps no order.
 */
final class LangChain4jSubject implements Subject {

	private final ExecutorService pool;

	private final StreamingChatResponseHandler[] runs;

	LangChain4jSubject(Load load) {
		this.pool = load.pool();
		this.runs = new StreamingChatResponseHandler[load.runs];
		for (int i = 0; i < this.runs.length; i++) {
			this.runs[i] = new Submitting(load, this.pool);
		}
	}

	@Override
	public void emit(int run, ChatChunk chunk) {
		// the text is an instance of its own for the last token, too
		this.runs[run].onPartialResponse(chunk.text());
	}

	@Override
	public void close() {
		this.pool.shutdown();
	}

	private static final class Submitting implements StreamingChatResponseHandler {

		private final Load load;

		private final ExecutorService pool;

		private Submitting(Load load, ExecutorService pool) {
			this.load = load;
			this.pool = pool;
		}

		@Override
		public void onPartialResponse(String text) {
			for (int i = 0; i < this.load.handlers(); i++) {
				this.pool.execute(() -> this.load.handle(text.equals(Load.LAST.text()) ? Load.LAST : Load.TOKEN));
			}
		}

		@Override
		public void onCompleteResponse(ChatResponse response) {
		}

		@Override
		public void onError(Throwable failure) {
		}

	}

}
