// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.guide;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmEnd;

import org.springframework.stereotype.Component;

/**
 * An asynchronous handler. The model is asked when its first stage is complete, and the
 * caller gets the answer when its second one is; no thread sleeps meanwhile.
 */
@Component
final class Waker implements AsyncCallbackHandler {

	private static final Executor IN_300_MILLIS = CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS);

	@Override
	public CompletionStage<?> onChatModelStart(ChatModelStart event) {
		System.out.println("zzzz....");
		return later("Hi! I just woke up. Your llm is starting");
	}

	@Override
	public CompletionStage<?> onLlmEnd(LlmEnd event) {
		System.out.println("zzzz....");
		return later("Hi! I just woke up. Your llm is ending");
	}

	private static CompletionStage<?> later(String line) {
		return CompletableFuture.runAsync(() -> System.out.println(line), IN_300_MILLIS);
	}

}
