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
