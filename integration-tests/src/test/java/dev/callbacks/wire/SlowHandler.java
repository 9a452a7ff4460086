// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.callbacks.CallbackHandler;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmEnd;

/**
 * A blocking handler that gives whoever does not wait for it the time to show that.
 */
final class SlowHandler implements CallbackHandler {

	private static final int MILLIS = 200;

	@Override
	public void onChatModelStart(ChatModelStart event) {
		linger();
	}

	@Override
	public void onLlmEnd(LlmEnd event) {
		linger();
	}

	private static void linger() {
		try {
			new CountDownLatch(1).await(MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
